import type { HourStore } from '../statistics/hours.ts';
import { type RollUpPorts, type RollUpResult, rollUp } from '../statistics/roll-up.ts';
import { AppError } from '../wire/app-error.ts';
import { within } from '../within.ts';
import { type SamplePorts, sampleConnections } from './sample-connections.ts';

/** Of the 50 s that the function has: what is left of them is for the sample to be written. */
const defaultSampleMs = 40_000;

/** So long hours wait for the sample: where it is quick, the hour that runs has it at once. */
const defaultHeadStartMs = 5_000;

/** What a run works with. */
export interface StatisticsRunPorts extends SamplePorts {
  readonly store: RollUpPorts['store'] & Pick<HourStore, 'putSample'>;
  /** How long connections may be counted. @default 40,000 */
  readonly sampleMs?: number;
  /** How long hours wait for that. @default 5,000 */
  readonly headStartMs?: number;
}

/** What became of a run. */
export interface StatisticsRun extends RollUpResult {
  /** Why connections were not counted. @default - they were */
  readonly uncounted?: unknown;
}

/**
 * Counts who is connected, and adds up hours, meanwhile if need be: they are made however long the count
 * takes, and whatever becomes of it. What cannot be counted now never can be.
 */
export async function countAndRollUp(ports: StatisticsRunPorts): Promise<StatisticsRun> {
  const counting = count(ports);
  const headStart = within(counting, ports.headStartMs ?? defaultHeadStartMs);
  const [counted, rolledUp] = await Promise.allSettled([
    counting,
    // Hours are added up whether it was counted by then, or could not be.
    headStart.then(
      () => rollUp(ports),
      () => rollUp(ports),
    ),
  ]);
  if (rolledUp.status === 'rejected') throw rolledUp.reason;
  const { hours, failures } = rolledUp.value;
  if (counted.status === 'fulfilled') return { hours, failures };
  return { hours, failures: [counted.reason, ...failures], uncounted: counted.reason };
}

async function count({
  openConnections,
  store,
  now,
  sampleMs = defaultSampleMs,
}: StatisticsRunPorts): Promise<void> {
  const untilMs = now() + sampleMs;
  const tooLong = () =>
    new AppError('STORE_UNAVAILABLE', `connections were not read to their end in ${sampleMs} ms`);
  async function* inTime() {
    for await (const page of openConnections()) {
      // Nobody waits for it any more.
      if (now() > untilMs) throw tooLong();
      yield page;
    }
  }
  const sample = sampleConnections({ openConnections: inTime, now });
  if (!(await within(sample, sampleMs))) throw tooLong();
  await store.putSample(await sample);
}
