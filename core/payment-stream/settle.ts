import { type Settled, settleDeadline } from '../deadline/settle-deadline.ts';
import type { ListedDeadlines } from '../deadline/sweep-due.ts';
import type { Meter } from '../metrics/meter.ts';
import type { PaymentStreamPhase } from '../wire/payment-stream.ts';
import type { Deadline, Deadlines } from './deadline.ts';
import { settlement } from './settlement.ts';

export { needsTimer, promptTimerMs } from '../deadline/settle-deadline.ts';

/** What settling works with. */
export interface SettlePorts {
  readonly deadlines: Deadlines;
  /** Starts what settles a payment stream at that moment. Throws when that could not be started. */
  readonly startTimer: (timer: {
    readonly streamId: string;
    readonly dueAtMs: number;
  }) => Promise<void>;
  readonly meter: Pick<Meter, 'measure'>;
  /** How long before the deposit is used up that is published. */
  readonly noticeMs: number;
  /** What is due within this time gets a timer; for what is due later the sweeper starts one. */
  readonly timerWithinMs: number;
}

/** Brings a payment stream and its deadline to what its terms say at that moment. */
export async function settle(
  streamId: string,
  nowMs: number,
  ports: SettlePorts,
): Promise<Settled<PaymentStreamPhase>> {
  return await settleDeadline(streamId, nowMs, depletions(ports));
}

/** Deposits that run low and out, as a kind of deadline. */
export function depletions(ports: SettlePorts): ListedDeadlines<Deadline, PaymentStreamPhase> {
  const { deadlines, meter, noticeMs, timerWithinMs } = ports;
  return {
    noun: 'payment stream',
    attempt: async (streamId, nowMs) => {
      const read = await deadlines.read(streamId);
      const change = settlement(read.stream, read.deadline, nowMs, noticeMs);
      if (change === undefined) return { deadline: read.deadline };
      const { item, deadline } = change;
      return {
        deadline,
        wasDueAtMs: read.deadline?.dueAtMs,
        began: item.kind === 'mark' ? item.phase : undefined,
        write: () => read.write(change),
      };
    },
    startTimer: ({ id, dueAtMs }) => ports.startTimer({ streamId: id, dueAtMs }),
    onBegan: latenessMs =>
      meter.measure('DeadlineLateness', { kind: 'payment-stream' }, latenessMs),
    noteTimer: (streamId, deadline) => deadlines.noteTimer(streamId, deadline),
    timerWithinMs,
    shards: deadlines.shards,
    list: async (shard, range, after) => {
      const { due, next } = await deadlines.list(shard, range, after);
      return { due: due.map(({ streamId, deadline }) => ({ id: streamId, deadline })), next };
    },
  };
}
