import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { hexOf, sha256 } from '../../../core/digest.ts';
import type { StartBulk } from '../../../core/workflow/bulk/bulk-store.ts';
import { requestBounds } from '../runtime/request-bounds.ts';

/**
 * The worker as an execution named after its operation and the moment of the last progress, so that a
 * second start is none, and one after a failed execution is.
 */
export function createStartBulk(
  stateMachineArn: string,
  client: SFNClient = new SFNClient({ maxAttempts: 4, requestHandler: requestBounds(3_000) }),
): StartBulk {
  return async ({ bulkOperationId, progressAt }) => {
    const name = hexOf(await sha256(`${bulkOperationId}\n${progressAt}`));
    const input = JSON.stringify({ bulkOperationId });
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
}
