import type { ChannelName } from '../../core/wire/event.ts';

/** When a call reached the engine, and when the engine had answered: by the clock of {@link nowMs}. */
interface Timed {
  readonly beganMs: number;
  readonly endedMs: number;
}

/** The stream of the table was read, and these bets were there. */
export interface RecordsRead extends Timed {
  readonly kind: 'records';
  readonly betIds: readonly string[];
}

/** A segment with these bets was stored. */
export interface Appended extends Timed {
  readonly kind: 'appended';
  readonly log: ChannelName;
  readonly firstSeq: number;
  readonly betIds: readonly string[];
}

/** A tail read these segments. */
export interface LogRead extends Timed {
  readonly kind: 'read';
  readonly log: ChannelName;
  readonly firstSeqs: readonly number[];
}

/** What was seen on the way between the local host and its DynamoDB engine. */
export type Observation = RecordsRead | Appended | LogRead;

/**
 * Milliseconds by the monotonic clock of the machine, which all of its processes share; Node takes it
 * from the system as it is (docs of `process.hrtime.bigint`).
 */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6;
