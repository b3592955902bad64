/** Who asks for a lease of a pool, and until when it holds it at the latest. */
export interface LeaseRequest {
  readonly connectionId: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAtMs: number;
}

/** Gives a lease back, if it is still held. */
export type ReleaseLease = () => Promise<void>;
