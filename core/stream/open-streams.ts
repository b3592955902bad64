import type { EndReason } from '../wire/end-reason.ts';

/** What can be asked to end. */
interface Stoppable {
  stop(reason: EndReason): void;
}

/** The streams of one process by their connections, for whoever ends one of them, or all. */
export class OpenStreams {
  readonly #byConnection = new Map<string, Stoppable>();
  #closedFor: EndReason | undefined;

  get size(): number {
    return this.#byConnection.size;
  }

  /** Adds one that has sent its first bytes; the result removes it. */
  add(connectionId: string, stream: Stoppable): () => void {
    this.#byConnection.set(connectionId, stream);
    if (this.#closedFor !== undefined) stream.stop(this.#closedFor);
    return () => void this.#byConnection.delete(connectionId);
  }

  /** Ends that of the connection; none if it has ended by itself. */
  stop(connectionId: string, reason: EndReason): void {
    this.#byConnection.get(connectionId)?.stop(reason);
  }

  /** Ends all that are open. */
  stopAll(reason: EndReason): void {
    for (const stream of this.#byConnection.values()) stream.stop(reason);
  }

  /** Ends all that are open, and whatever comes yet. */
  close(reason: EndReason): void {
    this.#closedFor = reason;
    this.stopAll(reason);
  }
}
