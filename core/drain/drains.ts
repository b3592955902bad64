import type { Drain } from './drain.ts';

/** Whether this deployment drains, as every environment asks before it lets in and while it serves. */
export interface DrainCheck {
  /** The drain that is on, as it was at most five seconds ago; never throws. */
  current(): Promise<Drain | undefined>;
}

/** As `current`, and as it is by every write committed before; it costs a read each time. */
export interface FreshDrainCheck extends DrainCheck {
  latest(): Promise<Drain | undefined>;
}

/** Begins and ends it. */
export interface Drains extends FreshDrainCheck {
  /** From now on; one that is on is replaced. */
  begin(drain: Drain): Promise<void>;
  /** Whether there was one to end. */
  end(): Promise<boolean>;
}
