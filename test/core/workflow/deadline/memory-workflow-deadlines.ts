import type { TableItem } from '../../../../core/change/item-schemas.ts';
import { workflowEvents } from '../../../../core/change/workflows.ts';
import type { DueRange } from '../../../../core/deadline/deadline.ts';
import type {
  WorkflowDeadline,
  WorkflowDeadlines,
  WorkflowDeadlineWrite,
} from '../../../../core/workflow/deadline/workflow-deadline.ts';

export type WorkflowItem = TableItem<'Workflows'>;

/** Both tables in memory, with the events that each write to the workflows gives rise to. */
export class MemoryWorkflowDeadlines implements WorkflowDeadlines {
  readonly items = new Map<string, WorkflowItem>();
  readonly rows = new Map<string, WorkflowDeadline>();
  /** As `type dueAt`. */
  readonly events: string[] = [];
  /** Called between a reading and its write. */
  beforeWrite: () => void = () => undefined;

  readonly shards = ['only'];

  /** Any write, whoever makes it; without an item it is removed. */
  put(workflowId: string, item: WorkflowItem | undefined): void {
    const before = this.items.get(workflowId);
    if (item === undefined) this.items.delete(workflowId);
    else this.items.set(workflowId, item);
    if (item === undefined) return;
    const drafts = workflowEvents({
      ...{ table: 'Workflows', item, timestampMs: 0 },
      thresholds: { largeBetAmount: 1, largeTransactionAmount: 1 },
      ...(before !== undefined && { before, oldItem: before }),
    });
    this.events.push(...drafts.map(({ type, data }) => `${type} ${data.dueAt ?? ''}`.trim()));
  }

  async read(workflowId: string) {
    const item = this.items.get(workflowId);
    const row = this.rows.get(workflowId);
    return {
      workflow: item ? ({ kind: 'workflow', item } as const) : ({ kind: 'absent' } as const),
      deadline: row,
      write: async (change: WorkflowDeadlineWrite) => {
        this.beforeWrite();
        if (termsOf(this.items.get(workflowId)) !== termsOf(item)) return false;
        if (JSON.stringify(this.rows.get(workflowId)) !== JSON.stringify(row)) return false;
        this.#write(workflowId, change);
        return true;
      },
    };
  }

  async noteTimer(workflowId: string, deadline: WorkflowDeadline) {
    if (JSON.stringify(this.rows.get(workflowId)) !== JSON.stringify(deadline)) return false;
    this.rows.set(workflowId, { ...deadline, armedForMs: deadline.dueAtMs });
    return true;
  }

  async list(_shard: string, { fromMs, toMs }: DueRange) {
    const due = [...this.rows]
      .map(([id, deadline]) => ({ id, deadline }))
      .filter(({ deadline: { dueAtMs = -1 } }) => dueAtMs >= fromMs && dueAtMs < toMs);
    return { due };
  }

  #write(
    workflowId: string,
    { marks, escalatedTo, removed, deadline }: WorkflowDeadlineWrite,
  ): void {
    const item = this.items.get(workflowId);
    if (item !== undefined && Object.keys({ ...marks, ...removed }).length > 0) {
      const kept = Object.entries(item).filter(([name]) => !removed.some(each => each === name));
      const written = {
        ...Object.fromEntries(kept),
        ...marks,
        ...(escalatedTo && { escalatedTo }),
      };
      this.put(workflowId, written as WorkflowItem);
    }
    if (deadline === undefined) this.rows.delete(workflowId);
    else this.rows.set(workflowId, deadline);
  }
}

function termsOf(item: WorkflowItem | undefined): string {
  if (item === undefined) return 'none';
  const { status, dueAt, currentStep, version, steps } = item;
  const { remindBeforeSeconds, escalateAfterSeconds, escalateTo } = item;
  const terms = { status, dueAt, currentStep, version, steps };
  return JSON.stringify({ ...terms, remindBeforeSeconds, escalateAfterSeconds, escalateTo });
}
