import type { HeldLane } from '../lane.ts';
import { maxInFlight, maxParked, slowAttempts } from '../limits.ts';
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
 * @throws what the ports throw, once all that is under way has ended; the lane is due again soon
 */
export async function runLane(webhookId: string, ports: LanePorts): Promise<LaneRun> {
  const nowMs = ports.timers.now();
  const lease = { leaseId: ports.newLeaseId(), nowMs, untilMs: nowMs + leaseMs };
  const claim = await ports.lanes.claim(webhookId, lease);
  if (claim.kind !== 'claimed') return nothingDone(claim.kind);
  const { held } = claim;
  if (isFullAndIdle(held, nowMs)) {
    const released = await ports.lanes.release(held, held.lane);
    if (released !== 'wanted')
      return { ...nothingDone(released === 'lost' ? 'lost' : 'done'), waiting: held.lane.parked };
  }
  const progress = new LaneProgress(held, nowMs, ports);
  try {
    return await goOn(progress, nowMs, ports);
  } catch (error) {
    // Whatever ended the run is what its caller is to know; the lease ends by itself if need be.
    await progress.abandon().catch(() => undefined);
    throw error;
  } finally {
    if (progress.disabled !== undefined) ports.meter.count('WebhooksDisabled', {});
  }
}

async function goOn(progress: LaneProgress, startMs: number, ports: LanePorts): Promise<LaneRun> {
  const { now } = ports.timers;
  const hasTime = () => {
    const runMs = progress.isTakingLong ? slowAttempts.runMs : standardRunMs;
    return now() < startMs + Math.min(runMs, ports.runForMs ?? standardRunMs);
  };
  for (let look = 0; look < maxLooks; look += 1) {
    if (look > 0) await progress.lookAgain();
    await progress.loadParked();
    await work(progress, hasTime);
    const released = progress.isLost ? 'lost' : await progress.release();
    if (released === 'released') return result('done', progress);
    if (released === 'lost') return result('lost', progress);
  }
  // Its lease ends by itself, and then the sweeper has it run.
  return result('done', progress);
}

/** Nothing of it is due, and nothing new may be begun: it is not read for each event that the log gains. */
function isFullAndIdle({ lane, isUnclean, webhook }: HeldLane, nowMs: number): boolean {
  const isIdle = lane.parked >= maxParked && (lane.dueAtMs ?? 0) > nowMs;
  return isIdle && !isUnclean && webhook.status === 'enabled' && lane.recovery === undefined;
}

/** Works as long as there is something to do that may be begun; what was begun ends. */
async function work(progress: LaneProgress, hasTime: () => boolean): Promise<void> {
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
    if (!hasTime()) return 'wait';
    const atOnce = progress.mayBegin && progress.lane.slowness > 0 ? 1 : maxInFlight;
    if (!progress.mayTest || underWay.size >= atOnce) return 'wait';
    const next = await (progress.mayBegin ? source.next() : source.nextTest());
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

function nothingDone(kind: LaneRun['kind']): LaneRun {
  return { kind, posted: 0, delivered: 0, exhausted: 0, waiting: 0 };
}

function result(kind: 'done' | 'lost', { counts, parked, disabled, lane }: LaneProgress): LaneRun {
  const { dueAtMs } = lane;
  return {
    ...{ kind, ...counts, waiting: parked.size },
    ...(disabled && { disabled }),
    ...(kind === 'done' && dueAtMs !== undefined && { dueAtMs }),
  };
}
