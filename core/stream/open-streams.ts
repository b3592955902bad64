import type { EndReason } from '../wire/end-reason.ts';

/** What can be asked to end. */
interface Stoppable {
  stop(reason: EndReason): void;
}

/**
 * A stream's place among those of its process. It is there before the stream's lease is: whoever ends the
 * lease from then on ends the stream, also one that has not begun.
 */
class StreamPlace implements Stoppable {
  #stream: Stoppable | undefined;
  #endReason: EndReason | undefined;

  /** Gives the place its stream, which has sent its first bytes; one that has ended would not send them. */
  fill(stream: Stoppable): void {
    this.#stream = stream;
    if (this.#endReason !== undefined) stream.stop(this.#endReason);
  }

  stop(reason: EndReason): void {
    this.#endReason ??= reason;
    this.#stream?.stop(reason);
  }
}

/** The streams of one process by their connections, for whoever ends one of them, or all. */
export class OpenStreams {
  readonly #places = new Map<string, StreamPlace>();
  #closedFor: EndReason | undefined;
  #start: (() => () => void) | undefined;
  #stop: (() => void) | undefined;

  /** Those that are open, and those that are about to be. */
  get size(): number {
    return this.#places.size;
  }

  /** Whether all end for good, and whatever comes yet. */
  get isClosed(): boolean {
    return this.#closedFor !== undefined;
  }

  /** Keeps a place for a stream whose lease is about to be written, until it leaves. */
  expect(connectionId: string): Pick<StreamPlace, 'fill'> {
    const place = new StreamPlace();
    this.#places.set(connectionId, place);
    if (this.#closedFor !== undefined) place.stop(this.#closedFor);
    this.#stop ??= this.#start?.();
    return place;
  }

  /** Removes a stream that has ended, or that was not to be. */
  leave(connectionId: string): void {
    this.#places.delete(connectionId);
    if (this.#places.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  /** Calls `start` whenever there is a first stream, and what that returned when the last has left. */
  whileAny(start: () => () => void): void {
    this.#start = start;
    if (this.#places.size > 0) this.#stop = start();
  }

  /** Ends that of the connection; none if it has ended by itself. */
  stop(connectionId: string, reason: EndReason): void {
    this.#places.get(connectionId)?.stop(reason);
  }

  /** Ends all that are open. */
  stopAll(reason: EndReason): void {
    for (const place of this.#places.values()) place.stop(reason);
  }

  /** Ends all that are open, and whatever comes yet. */
  close(reason: EndReason): void {
    this.#closedFor = reason;
    this.stopAll(reason);
  }
}
