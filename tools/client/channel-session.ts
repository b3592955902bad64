import type { ClientRecord, CommandResult, StreamStatus } from './client-record.ts';
import { addressUnknown, liveUnknown, refused } from './command-result.ts';
import type { Endpoints } from './endpoints.ts';
import { filterText, subscribed, unsubscribed } from './event-filter.ts';
import { FollowedStream, type FollowOptions } from './followed-stream.ts';
import { Identity, type SignIn } from './identity.ts';

export interface ChannelSessionOptions {
  readonly endpoints: Endpoints;
  /** How long a connection may take. */
  readonly timeoutMs: number;
  readonly signIn: SignIn;
  readonly report: (record: ClientRecord) => void;
}

/** What is to be followed. */
type Wanted = Pick<FollowOptions, 'channels' | 'history' | 'paymentStreams'>;

/** The streams half of a session: what is followed, and what of it is shown. */
export class ChannelSession {
  readonly #options: ChannelSessionOptions;
  /** By their channels, separated by commas. */
  readonly #streams = new Map<string, FollowedStream>();
  #shown: string | undefined;

  constructor(options: ChannelSessionOptions) {
    this.#options = options;
  }

  /** What is followed, in the order in which it was named: `fights`, or `fights,bets` by one stream. */
  get names(): readonly string[] {
    return [...this.#streams.keys()];
  }

  status(): readonly StreamStatus[] {
    return [...this.#streams].map(([name, one]) => one.status(name === this.#shown));
  }

  /** Follows a channel, or several by one stream; or shows what is followed already. */
  async follow(
    { channels, history, paymentStreams }: Wanted,
    signal: AbortSignal,
    reopened?: FollowedStream,
  ): Promise<CommandResult> {
    const name = channels.join();
    const known = this.#streams.get(name);
    const isSame = JSON.stringify(known?.paymentStreams) === JSON.stringify(paymentStreams);
    const isFollowed = known !== undefined && known.status(false).status !== 'stopped';
    if (isFollowed && history === 0 && isSame) {
      this.#shown = name;
      return { ending: 'done', data: known.place };
    }
    const { endpoints, signIn, timeoutMs, report } = this.#options;
    const { channelUrls, liveUrl, pollUrl } = endpoints;
    const isOne = channels.length === 1;
    const url = isOne ? channelUrls[channels[0]] : liveUrl;
    if (url === undefined) return isOne ? addressUnknown(name) : liveUnknown(channels);
    const identity = await signIn();
    if (!(identity instanceof Identity)) return identity;
    known?.close();
    // Who asks for history begins anew; otherwise one that has stopped goes on where it was.
    const before = reopened ?? (history === 0 ? known : undefined);
    const token = identity.token.bind(identity);
    const followed = new FollowedStream({
      ...{ channels, url, pollUrl, token, history, isNewToken: identity.isNewToken },
      ...(before === undefined ? {} : { before }),
      ...(paymentStreams === undefined ? {} : { paymentStreams }),
      report,
    });
    this.#streams.set(name, followed);
    this.#shown = name;
    const result = await followed.follow(timeoutMs, signal);
    if (result.ending !== 'done') this.#forget(name);
    return result;
  }

  /** Closes everything; what it returns follows the same channels again, each from where it was. */
  suspend(): (signal: AbortSignal) => Promise<readonly CommandResult[]> {
    const followed = [...this.#streams.values()];
    const shown = this.#shown;
    this.close();
    return async signal => {
      const results: CommandResult[] = [];
      for (const before of followed) {
        const { channels, paymentStreams } = before;
        const wanted = { channels, history: 0, ...(paymentStreams && { paymentStreams }) };
        results.push(await this.follow(wanted, signal, before));
      }
      if (shown !== undefined && this.#streams.has(shown)) this.#shown = shown;
      return results;
    };
  }

  /** Changes which event types of what is shown pass. */
  filter(name: 'subscribe' | 'unsubscribe', types: readonly string[]): CommandResult {
    const stream = this.#shown && this.#streams.get(this.#shown);
    if (!stream) {
      return refused('NO_CHANNEL', 'no channel is followed', '`channel fights` follows one');
    }
    stream.filter = (name === 'subscribe' ? subscribed : unsubscribed)(stream.filter, types);
    return { ending: 'done', data: { ...stream.place, shown: filterText(stream.filter) } };
  }

  /** Closes one stream, by the name that it was followed by; one channel of several stays in it. */
  disconnect(name: string): CommandResult {
    if (this.#streams.has(name)) {
      this.#forget(name);
      return { ending: 'done', data: { closed: [name] } };
    }
    const whole = this.names.find(one => one.split(',').includes(name));
    if (whole === undefined) return { ending: 'done', data: { closed: [] } };
    const next = `\`disconnect ${whole}\` closes it; then \`channel\` follows what is left`;
    return refused('PART_OF_STREAM', `${name} is followed by the stream of ${whole}`, next);
  }

  close(): void {
    for (const stream of this.#streams.values()) stream.close();
    this.#streams.clear();
    this.#shown = undefined;
  }

  /** Follows it no longer; the last one that is left is shown in its place. */
  #forget(name: string): void {
    this.#streams.get(name)?.close();
    this.#streams.delete(name);
    if (this.#shown === name) this.#shown = this.names.at(-1);
  }
}
