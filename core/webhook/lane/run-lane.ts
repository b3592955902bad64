import { maxInFlight } from '../limits.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import type { LanePorts, LaneRun } from './lane-ports.ts';
import { LaneProgress, leaseMs } from './lane-progress.ts';
import { WorkSource } from './next-work.ts';
import { Signal } from './signal.ts';

/** A run begins nothing more after so long: its function ends soon. */
const standardRunMs = 45_000;

/** A lane that is woken again and again while it is let go is left to its next run at last. */
const maxLooks = 50;

/**
 * Goes on with one webhook: sends what is due of what waits, then what came behind its cursor, for a bounded
 * time. Whatever kills it, the next run goes on from what was written.
 *
 * @throws what the ports throw, once all that is under way has ended; the lease then ends by itself
 */
export async function runLane(webhookId: string, ports: LanePorts): Promise<LaneRun> {
  const nowMs = ports.timers.now();
  const endsAtMs = nowMs + (ports.runForMs ?? standardRunMs);
  const lease = { leaseId: ports.newLeaseId(), nowMs, untilMs: nowMs + leaseMs };
  const claim = await ports.lanes.claim(webhookId, lease);
  if (claim.kind !== 'claimed') {
    return { kind: claim.kind, posted: 0, delivered: 0, exhausted: 0, waiting: 0 };
  }
  const progress = new LaneProgress(claim.held, nowMs, ports);
  for (let look = 0; look < maxLooks; look += 1) {
    if (look > 0) await progress.lookAgain();
    await progress.loadParked();
    await work(progress, endsAtMs);
    const released = progress.isLost ? 'lost' : await progress.release();
    if (released === 'released') return result('done', progress);
    if (released === 'lost') return result('lost', progress);
  }
  // Its lease ends by itself, and then the sweeper has it run.
  return result('done', progress);
}

/** Works as long as there is something to do that may be begun; what was begun ends. */
async function work(progress: LaneProgress, endsAtMs: number): Promise<void> {
  const source = new WorkSource(progress);
  const signal = new Signal(progress.ports.timers);
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const begin = (attempt: Promise<void>) => {
    const ended = attempt
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => {
        underWay.delete(ended);
        signal.give();
      });
    underWay.add(ended);
  };
  const step = async (): Promise<'again' | 'wait'> => {
    const mayBegin = progress.mayBegin && progress.ports.timers.now() < endsAtMs;
    const atOnce = progress.lane.slowness > 0 ? 1 : maxInFlight;
    if (!mayBegin || underWay.size >= atOnce) return 'wait';
    const next = await source.next();
    if (next.kind === 'work') begin(attemptDelivery(next.work, progress));
    if (next.kind === 'save') await progress.save();
    return next.kind === 'none' ? 'wait' : 'again';
  };
  const go = async (): Promise<void> => {
    while (failures.length === 0) {
      const seen = signal.count;
      if (progress.saveInMs === 0) await progress.save();
      if ((await step()) === 'again') continue;
      if (underWay.size > 0) await signal.next(seen, progress.saveInMs);
      else if (progress.isUnsaved && !progress.isLost) await progress.save();
      else return;
    }
  };
  await go().catch((error: unknown) => failures.push(error));
  await Promise.all(underWay);
  source.giveBack();
  if (failures.length > 0) throw failures[0];
}

function result(kind: 'done' | 'lost', { counts, parked, disabled, lane }: LaneProgress): LaneRun {
  const { dueAtMs } = lane;
  return {
    ...{ kind, ...counts, waiting: parked.size },
    ...(disabled && { disabled }),
    ...(kind === 'done' && dueAtMs !== undefined && { dueAtMs }),
  };
}
