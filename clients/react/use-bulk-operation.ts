import type { Environment } from '../browser/index.ts';
import { type BulkOperationView, bulkOperationKind } from './bulk-operation-kind.ts';
import { useItem } from './use-item-page.ts';

export interface UseBulkOperationOptions {
  readonly environment?: Partial<Environment>;
}

/**
 * A bulk operation with its counts as they grow, for as long as the component is there; `undefined`:
 * none yet.
 */
export function useBulkOperation(
  operationId: string | undefined,
  { environment }: UseBulkOperationOptions = {},
): BulkOperationView {
  return useItem(bulkOperationKind, operationId, { when: 'read', environment }).view;
}
