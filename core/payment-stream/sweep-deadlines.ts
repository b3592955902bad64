import type { Clock } from '../clock.ts';
import { type SweptDeadlines, sweepDue } from '../deadline/sweep-due.ts';
import { depletions, type SettlePorts } from './settle.ts';

export { sweptTimerMs } from '../deadline/sweep-due.ts';

/** Settles payment streams whose deadline is late, then starts timers for what is due within the hour. */
export async function sweepDeadlines(ports: SettlePorts, clock: Clock): Promise<SweptDeadlines> {
  return await sweepDue(depletions(ports), clock);
}
