import { ChannelStream, type ChannelView, type TokenSource } from '../../clients/browser/index.ts';
import type { ChannelName } from '../../core/wire/event.ts';
import { adviceForProblem } from './advice.ts';
import type { ClientRecord, CommandResult, StreamStatus } from './client-record.ts';
import { type EventFilter, filterText, passes, showAll } from './event-filter.ts';
import { StateReporter } from './state-reporter.ts';
import { untilView } from './until-view.ts';

export interface FollowOptions {
  readonly channel: ChannelName;
  readonly url: string;
  readonly pollUrl: string | undefined;
  readonly token: TokenSource;
  /** Whether a fresh token is one that was made when it was asked for. */
  readonly isNewToken: boolean;
  readonly history: number;
  /** The same channel as it was followed before: it goes on there, with the same filter. */
  readonly before?: FollowedChannel;
  readonly report: (record: ClientRecord) => void;
}

/** So many in a row, and the first connection counts as not to be had. */
const mostFailures = 2;

/** One channel that is followed: what passes its filter is reported. */
export class FollowedChannel {
  readonly channel: ChannelName;
  filter: EventFilter = showAll;
  readonly #stream: ChannelStream;
  readonly #isNewToken: boolean;
  #events = 0;
  #shown = 0;

  constructor({
    channel,
    url,
    pollUrl,
    token,
    isNewToken,
    history,
    before,
    report,
  }: FollowOptions) {
    this.channel = channel;
    this.#isNewToken = isNewToken;
    const polled = pollUrl === undefined ? {} : { pollUrl };
    const cursor = before === undefined ? undefined : before.#stream.cursor;
    this.#stream = new ChannelStream({
      ...{ channel, url, token, history, ...polled },
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (before !== undefined) this.filter = before.filter;
    this.#stream.on('*', event => {
      this.#events += 1;
      if (!passes(this.filter, event.type)) return;
      this.#shown += 1;
      report({ at: Date.now(), record: 'event', channel, event });
    });
    this.#stream.on('gap', gap => report({ at: Date.now(), record: 'gap', channel, gap }));
    const states = new StateReporter(channel, report);
    this.#stream.subscribe(() => states.update(this.#stream.view));
  }

  /** Resolves when events come, or when it is plain that none will. */
  async follow(timeoutMs: number, signal: AbortSignal): Promise<CommandResult> {
    this.#stream.connect();
    const isSettled = ({ method, status, failures }: ChannelView): boolean =>
      (method !== undefined && failures[method].inARow === 0) ||
      status === 'stopped' ||
      failures.sse.inARow + failures.poll.inARow >= mostFailures;
    const isInTime = await untilView(this.#stream, isSettled, timeoutMs, signal);
    const { view } = this.#stream;
    if (view.status === 'open' || view.status === 'polling') {
      return { ending: 'done', data: { channel: this.channel, method: view.method } };
    }
    this.close();
    const { code, message, status } = view.problem ?? { code: 'NO_ANSWER', message: 'no answer' };
    const next = adviceForProblem({ code, status }, this.#isNewToken);
    if (!isInTime) return { ending: 'late', code, message, next };
    return { ending: status === undefined ? 'unreachable' : 'refused', code, message, next };
  }

  status(isShown: boolean): StreamStatus {
    const { status, method, failures } = this.#stream.view;
    return {
      channel: this.channel,
      isShown,
      status,
      ...(method === undefined ? {} : { method }),
      failures: { sse: failures.sse.total, poll: failures.poll.total },
      events: this.#events,
      shown: this.#shown,
      filter: filterText(this.filter),
    };
  }

  close(): void {
    this.#stream.close();
  }
}
