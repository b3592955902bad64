import type { SFNClient } from '@aws-sdk/client-sfn';
import type { StartBulk } from '../../../core/workflow/bulk/bulk-store.ts';
import { createStartOnce } from '../runtime/start-once.ts';

/** The worker as an execution of its operation and the last progress: after a failed one there is a new one. */
export function createStartBulk(stateMachineArn: string, client?: SFNClient): StartBulk {
  const startOnce = createStartOnce(stateMachineArn, client);
  return async ({ bulkOperationId, progressAt }) =>
    await startOnce({
      subject: bulkOperationId,
      moment: progressAt,
      input: { bulkOperationId },
    });
}
