/** A payment stream of the load, between two names. */
export interface PlannedStream {
  readonly streamId: string;
  readonly sender: string;
  readonly recipient: string;
}

/** Someone who follows their own: known by the user's id as a sender, by an address as a recipient. */
export interface PlannedReader {
  readonly userId: string;
  readonly address: string;
  /** Those that they send or receive. */
  readonly own: ReadonlySet<string>;
}

export interface LoadPlan {
  readonly streams: readonly PlannedStream[];
  readonly readers: readonly PlannedReader[];
}

/** One stream of so many is between people who do not read. */
const strangersEvery = 5;
/** How far from its sender a stream's recipient is; no divisor of the usual numbers of readers. */
const stride = 7;

/** So many payment streams, most of them between two of the readers, the rest between strangers. */
export function planLoad(
  prefix: string,
  { streams: count, readers: readerCount }: { readonly streams: number; readonly readers: number },
): LoadPlan {
  const userOf = (at: number) => `${prefix}-user-${at % readerCount}`;
  const addressOf = (at: number) => `${prefix}-address-${at % readerCount}`;
  const streams = Array.from({ length: count }, (_, at): PlannedStream => {
    const streamId = `${prefix}-${at}`;
    if (at % strangersEvery === strangersEvery - 1) {
      return { streamId, sender: `${prefix}-stranger-${at}`, recipient: `${prefix}-stranger` };
    }
    const from = at - Math.floor(at / strangersEvery);
    return { streamId, sender: userOf(from), recipient: addressOf(from * stride + 1) };
  });
  const readers = Array.from({ length: readerCount }, (_, at): PlannedReader => {
    const [userId, address] = [userOf(at), addressOf(at)];
    const own = streams.filter(
      ({ sender, recipient }) => sender === userId || recipient === address,
    );
    return { userId, address, own: new Set(own.map(({ streamId }) => streamId)) };
  });
  return { streams, readers };
}
