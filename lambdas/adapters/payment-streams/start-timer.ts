import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { hexOf, sha256 } from '../../../core/digest.ts';
import type { StartTimer } from '../../../core/payment-stream/settle.ts';
import { requestBounds } from '../runtime/request-bounds.ts';

/**
 * The timer as an execution named after its stream and moment, so that a second start is none. The
 * name is a digest: an id of a stream may be longer than a name, and of other characters.
 */
export function createStartTimer(
  stateMachineArn: string,
  client: SFNClient = new SFNClient({ maxAttempts: 4, requestHandler: requestBounds(3_000) }),
): StartTimer {
  return async ({ streamId, dueAtMs }) => {
    const dueAt = new Date(dueAtMs).toISOString();
    const name = hexOf(await sha256(`${streamId}\n${dueAt}`));
    const input = JSON.stringify({ streamId, dueAt });
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
}
