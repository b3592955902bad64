import type { ChannelEvent, ChannelName } from '../browser/index.ts';
import type { ManagementClient, ManagementProblem, ManagementResult } from './management-client.ts';

/** Items as they were at one moment. */
export interface ItemsRead<Item> {
  /** The server's clock then; absent where the answer is that there is none. */
  readonly at?: number;
  readonly items: readonly Item[];
  /** Where a list goes on. */
  readonly next?: string | undefined;
}

/** How often something is to be shown anew: with each frame, once a second, or when it is read again. */
export type Pace = 'frame' | 'second' | 'still';

/** What is shown of any kind of item. A new object whenever something differs. */
export interface ItemView {
  /** `reading` until it is known; `missing`: there is none of that id for this reader. */
  readonly status: string;
  /** Whether changes arrive as they happen. */
  readonly isConnected: boolean;
  /** Why it could not be read last, or what is wrong with the channel. It is tried again. */
  readonly error: ManagementProblem | undefined;
}

/** What a page shows of one kind: read by the management API, and again when a channel says so. */
export interface ItemKind<Item, View extends ItemView> {
  readonly channel: ChannelName;
  readonly idOf: (item: Item) => string;
  /** Which one an event names. */
  readonly idIn: (event: ChannelEvent) => string | undefined;
  /** As many ids as one request may name. */
  readonly maxAsked: number;
  readonly read: (
    management: ManagementClient,
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<ManagementResult<ItemsRead<Item>>>;
  /** Before it was read. */
  readonly unread: View;
  /** When there is none. */
  readonly missing: View;
  readonly viewAt: (item: Item, nowMs: number) => View;
  readonly paceOf: (item: Item, nowMs: number) => Pace;
  /** Whether it was so before what is known already. */
  readonly isBefore: (item: Item, known: Item) => boolean;
}
