import type { Clock } from '../../clock.ts';
import { type Settled, settleDeadline } from '../../deadline/settle-deadline.ts';
import { type ListedDeadlines, type SweptDeadlines, sweepDue } from '../../deadline/sweep-due.ts';
import type { Meter } from '../../metrics/meter.ts';
import { workflowMarks } from '../../wire/workflow.ts';
import type { WorkflowDeadline, WorkflowDeadlines, WorkflowMark } from './workflow-deadline.ts';
import { workflowSettlement } from './workflow-settlement.ts';

/** What settling works with. */
export interface SettleWorkflowPorts {
  readonly deadlines: WorkflowDeadlines;
  readonly meter: Pick<Meter, 'measure'>;
  /** Starts what settles a workflow at that moment. Throws when that could not be started. */
  readonly startTimer: (timer: {
    readonly workflowId: string;
    readonly dueAtMs: number;
  }) => Promise<void>;
  /** What is due within this time gets a timer; for what is due later the sweeper starts one. */
  readonly timerWithinMs: number;
}

/** Brings a workflow and its deadline to what holds at that moment. */
export async function settleWorkflow(
  workflowId: string,
  nowMs: number,
  ports: SettleWorkflowPorts,
): Promise<Settled<readonly WorkflowMark[]>> {
  return await settleDeadline(workflowId, nowMs, dueTimes(ports));
}

/** Settles workflows whose deadline is late, then starts timers for what is due within the hour. */
export async function sweepWorkflows(
  ports: SettleWorkflowPorts,
  clock: Clock,
): Promise<SweptDeadlines> {
  return await sweepDue(dueTimes(ports), clock);
}

/** The due times of workflows, as a kind of deadline. */
function dueTimes({
  deadlines,
  meter,
  startTimer,
  timerWithinMs,
}: SettleWorkflowPorts): ListedDeadlines<WorkflowDeadline, readonly WorkflowMark[]> {
  return {
    noun: 'workflow',
    attempt: async (workflowId, nowMs) => {
      const read = await deadlines.read(workflowId);
      const change = workflowSettlement(read.workflow, read.deadline, nowMs);
      if (change === undefined) return { deadline: read.deadline };
      const began = workflowMarks.filter(mark => change.marks[mark] !== undefined);
      return {
        deadline: change.deadline,
        wasDueAtMs: read.deadline?.dueAtMs,
        began: began.length > 0 ? began : undefined,
        write: () => read.write(change),
      };
    },
    startTimer: ({ id, dueAtMs }) => startTimer({ workflowId: id, dueAtMs }),
    onBegan: latenessMs => meter.measure('DeadlineLateness', { kind: 'workflow' }, latenessMs),
    noteTimer: (workflowId, deadline) => deadlines.noteTimer(workflowId, deadline),
    timerWithinMs,
    shards: deadlines.shards,
    list: (shard, range, after) => deadlines.list(shard, range, after),
  };
}
