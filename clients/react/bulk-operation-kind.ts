import type {
  BulkAnswer,
  BulkOperationView as BulkOperation,
} from '../../core/wire/management/workflow-bulk.ts';
import type { ItemKind, ItemView } from './item-kind.ts';
import { readOne } from './read-one.ts';

/** What is shown of a bulk operation. A new object whenever something differs. */
export interface BulkOperationView extends ItemView {
  readonly status: 'reading' | 'missing' | BulkOperation['status'];
  /** With its counts, as it was read last. */
  readonly operation: BulkOperation | undefined;
}

const unread: BulkOperationView = {
  status: 'reading',
  operation: undefined,
  isConnected: false,
  error: undefined,
};

/** How many of its workflows it has come to: that becomes more, and nothing else. */
const counted = ({ done, failed, skipped }: BulkOperation): number => done + failed + skipped;

/** Bulk operations, one by one; an event of progress comes at most once a second. */
export const bulkOperationKind: ItemKind<BulkAnswer, BulkOperationView> = {
  channel: 'workflows',
  idOf: ({ operation }) => operation.operationId,
  idIn: ({ data }) => (typeof data.operationId === 'string' ? data.operationId : undefined),
  maxAsked: 1,
  read: (management, [id = ''], signal) =>
    readOne<BulkAnswer>(management, `workflows/bulk/${encodeURIComponent(id)}`, signal),
  unread,
  missing: { ...unread, status: 'missing' },
  viewAt: ({ operation }) => ({ ...unread, status: operation.status, operation }),
  paceOf: () => 'still',
  isBefore: ({ operation }, known) => counted(operation) < counted(known.operation),
};
