import {
  ChannelStream,
  type ChannelView,
  type PaymentStreamFilter,
  type TokenSource,
} from '../../clients/browser/index.ts';
import type { ChannelName } from '../../core/wire/event.ts';
import { adviceForProblem } from './advice.ts';
import type { ClientRecord, CommandResult, StreamStatus } from './client-record.ts';
import { type EventFilter, filterText, passes, showAll } from './event-filter.ts';
import { StateReporter } from './state-reporter.ts';
import { placeText, type StreamPlace } from './stream-place.ts';
import { untilView } from './until-view.ts';

export interface FollowOptions {
  /** One, or several by one stream. */
  readonly channels: readonly [ChannelName, ...ChannelName[]];
  readonly url: string;
  readonly pollUrl: string | undefined;
  readonly token: TokenSource;
  /** Whether a fresh token is one that was made when it was asked for. */
  readonly isNewToken: boolean;
  readonly history: number;
  /** @default - all that may be seen */
  readonly paymentStreams?: PaymentStreamFilter;
  /** The same channels as they were followed before: it goes on there, with the same filter. */
  readonly before?: FollowedStream;
  readonly report: (record: ClientRecord) => void;
}

/** So many in a row, and the first connection counts as not to be had. */
const mostFailures = 2;

/** What is followed by one stream, a channel or several: what passes its filter is reported. */
export class FollowedStream {
  readonly channels: FollowOptions['channels'];
  readonly place: StreamPlace;
  readonly paymentStreams: PaymentStreamFilter | undefined;
  filter: EventFilter = showAll;
  readonly #stream: ChannelStream;
  readonly #isNewToken: boolean;
  #events = 0;
  #shown = 0;

  constructor({
    channels,
    url,
    pollUrl,
    token,
    isNewToken,
    history,
    paymentStreams,
    before,
    report,
  }: FollowOptions) {
    const isOne = channels.length === 1;
    const placeOf = ([channel = channels[0], ...more]: readonly ChannelName[]): StreamPlace =>
      isOne ? { channel } : { channel, channels: [channel, ...more] };
    this.channels = channels;
    this.place = placeOf(channels);
    this.paymentStreams = paymentStreams;
    this.#isNewToken = isNewToken;
    const cursor = before === undefined ? undefined : before.#stream.cursor;
    const source = {
      ...{ url, token, history },
      ...(pollUrl === undefined ? {} : { pollUrl }),
      ...(paymentStreams === undefined ? {} : { paymentStreams }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    this.#stream = new ChannelStream(
      isOne ? { ...source, channel: channels[0] } : { ...source, channels },
    );
    if (before !== undefined) this.filter = before.filter;
    this.#stream.on('*', (event, shownOn) => {
      this.#events += 1;
      if (!passes(this.filter, event.type)) return;
      this.#shown += 1;
      report({ at: Date.now(), record: 'event', ...placeOf(shownOn), event });
    });
    this.#stream.on('gap', gap => report({ at: Date.now(), record: 'gap', ...this.place, gap }));
    const states = new StateReporter(placeText(this.place), report);
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
      return { ending: 'done', data: { ...this.place, ...this.#choice(), method: view.method } };
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
      ...this.place,
      ...this.#choice(),
      isShown,
      status,
      ...(method === undefined ? {} : { method }),
      failures: { sse: failures.sse.total, poll: failures.poll.total },
      events: this.#events,
      shown: this.#shown,
      filter: filterText(this.filter),
    };
  }

  #choice(): Pick<FollowOptions, 'paymentStreams'> {
    const { paymentStreams } = this;
    return paymentStreams === undefined ? {} : { paymentStreams };
  }

  close(): void {
    this.#stream.close();
  }
}
