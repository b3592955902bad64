import type { TableItem } from '../../change/item-schemas.ts';
import type { Due, DuePage, DuePosition, DueRange } from '../../deadline/deadline.ts';
import type { Approvers, workflowMarks } from '../../wire/workflow.ts';

export type WorkflowMark = (typeof workflowMarks)[number];

/** The moments of marks, in milliseconds since the Unix epoch. */
export type MarkMoments = Readonly<Partial<Record<WorkflowMark, number | undefined>>>;

/** What is remembered of a workflow, whatever backends do to its item. */
export interface WorkflowDeadline extends Due {
  /** What was published, each with the moment that it was published for, while that is its moment. */
  readonly published: MarkMoments;
}

/** A workflow as it was read: not there, not readable by its contract, or with its item. */
export type FoundWorkflow =
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'workflow'; readonly item: TableItem<'Workflows'> };

/** What is to be written of a workflow and of its deadline; without one, the deadline is removed. */
export interface WorkflowDeadlineWrite {
  /** The marks that begin. */
  readonly marks: MarkMoments;
  readonly escalatedTo?: Approvers | undefined;
  /** What no longer holds. */
  readonly removed: readonly (WorkflowMark | 'escalatedTo')[];
  readonly deadline: WorkflowDeadline | undefined;
}

/** The workflow's item and its deadline, each read strongly. */
export interface WorkflowReading {
  readonly workflow: FoundWorkflow;
  readonly deadline: WorkflowDeadline | undefined;
  /**
   * Writes both or neither, and nothing unless all that decides when the workflow is due, and its
   * deadline, are still as they were read: then it is `false`.
   */
  write(change: WorkflowDeadlineWrite): Promise<boolean>;
}

/** The deadlines beside the workflows they are of. */
export interface WorkflowDeadlines {
  read(workflowId: string): Promise<WorkflowReading>;
  /** Remembers that a timer was started for it; `false` when it is not the same any more. */
  noteTimer(workflowId: string, deadline: WorkflowDeadline): Promise<boolean>;
  /** The parts that deadlines are kept in; each is listed by itself. */
  readonly shards: readonly string[];
  /** The index may be a moment behind. */
  list(shard: string, range: DueRange, after?: DuePosition): Promise<DuePage<WorkflowDeadline>>;
}
