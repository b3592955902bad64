import type { BulkOutcome } from '../../wire/workflow.ts';
import type { BulkOperation } from './bulk-operation.ts';
import type { BulkResult } from './bulk-result.ts';
import type { BulkPlan } from './plan-bulk.ts';

/** Which results of an operation, in the order of the workflows' ids. */
export interface BulkResultQuery {
  /** @default - all */
  readonly outcome?: BulkOutcome | undefined;
  readonly limit: number;
  /** The id behind which it goes on. */
  readonly after?: string | undefined;
}

/** The next results; a page may be short, or empty, and still have an `after`. */
export interface BulkResultPage {
  readonly results: readonly BulkResult[];
  /** What the next page comes after. Absent on the last page. */
  readonly after?: string;
}

/** Bulk operations as their tables keep them. Every method sees each write committed before it. */
export interface BulkStore {
  /** Writes the operation and all of its ids, or nothing when there is an operation of its id. */
  create(plan: BulkPlan): Promise<'created' | 'exists'>;
  /** `undefined`: there is none, or its item breaks the table's contract. */
  find(bulkOperationId: string): Promise<BulkOperation | undefined>;
  /**
   * Asks that no further workflow be decided; one that is completed stays as it is. The operation as it
   * then is, `undefined` when there is none.
   */
  requestCancel(bulkOperationId: string): Promise<BulkOperation | undefined>;
  results(bulkOperationId: string, query: BulkResultQuery): Promise<BulkResultPage>;
}

/** Starts the worker of an operation. Started twice it is started once. */
export type StartBulk = (
  operation: Pick<BulkOperation, 'bulkOperationId' | 'progressAt'>,
) => Promise<void>;
