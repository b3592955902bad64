import type { ChannelName } from '../../core/wire/event.ts';
import type { ClientRecord, CommandResult, StreamStatus } from './client-record.ts';
import { addressUnknown, refused } from './command-result.ts';
import type { Endpoints } from './endpoints.ts';
import { filterText, subscribed, unsubscribed } from './event-filter.ts';
import { FollowedChannel } from './followed-channel.ts';
import { Identity, type SignIn } from './identity.ts';

export interface ChannelSessionOptions {
  readonly endpoints: Endpoints;
  /** How long a connection may take. */
  readonly timeoutMs: number;
  readonly signIn: SignIn;
  readonly report: (record: ClientRecord) => void;
}

/** The streams half of a session: the channels that are followed, and which of them is shown. */
export class ChannelSession {
  readonly #options: ChannelSessionOptions;
  readonly #channels = new Map<ChannelName, FollowedChannel>();
  #shown: ChannelName | undefined;

  constructor(options: ChannelSessionOptions) {
    this.#options = options;
  }

  /** The channels that are followed, in the order in which they were named. */
  get names(): readonly ChannelName[] {
    return [...this.#channels.keys()];
  }

  status(): readonly StreamStatus[] {
    return [...this.#channels.values()].map(one => one.status(one.channel === this.#shown));
  }

  /** Follows a channel, or shows it if it is followed already. */
  async follow(
    channel: ChannelName,
    history: number,
    signal: AbortSignal,
    reopened?: FollowedChannel,
  ): Promise<CommandResult> {
    const known = this.#channels.get(channel);
    if (known !== undefined && history === 0 && known.status(false).status !== 'stopped') {
      this.#shown = channel;
      return { ending: 'done', data: { channel } };
    }
    const { endpoints, signIn, timeoutMs, report } = this.#options;
    const { channelUrls, pollUrl } = endpoints;
    const url = channelUrls[channel];
    if (url === undefined) return addressUnknown(channel);
    const identity = await signIn();
    if (!(identity instanceof Identity)) return identity;
    known?.close();
    // Who asks for history begins anew; otherwise one that has stopped goes on where it was.
    const before = reopened ?? (history === 0 ? known : undefined);
    const token = identity.token.bind(identity);
    const followed = new FollowedChannel({
      ...{ channel, url, pollUrl, token, history, isNewToken: identity.isNewToken },
      ...(before === undefined ? {} : { before }),
      report,
    });
    this.#channels.set(channel, followed);
    this.#shown = channel;
    const result = await followed.follow(timeoutMs, signal);
    if (result.ending !== 'done') this.stop(channel);
    return result;
  }

  /** Closes everything; what it returns follows the same channels again, each from where it was. */
  suspend(): (signal: AbortSignal) => Promise<readonly CommandResult[]> {
    const followed = [...this.#channels.values()];
    const shown = this.#shown;
    this.close();
    return async signal => {
      const results: CommandResult[] = [];
      for (const before of followed) {
        results.push(await this.follow(before.channel, 0, signal, before));
      }
      if (shown !== undefined && this.#channels.has(shown)) this.#shown = shown;
      return results;
    };
  }

  /** Changes which event types of the shown channel pass. */
  filter(name: 'subscribe' | 'unsubscribe', types: readonly string[]): CommandResult {
    const channel = this.#shown && this.#channels.get(this.#shown);
    if (channel === undefined) {
      return refused('NO_CHANNEL', 'no channel is followed', '`channel fights` follows one');
    }
    channel.filter = (name === 'subscribe' ? subscribed : unsubscribed)(channel.filter, types);
    return {
      ending: 'done',
      data: { channel: channel.channel, shown: filterText(channel.filter) },
    };
  }

  /** Follows one channel no longer; the last one that is left is shown in its place. */
  stop(channel: ChannelName): void {
    this.#channels.get(channel)?.close();
    this.#channels.delete(channel);
    if (this.#shown === channel) this.#shown = this.names.at(-1);
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
    this.#shown = undefined;
  }
}
