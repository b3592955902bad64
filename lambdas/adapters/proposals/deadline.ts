import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { StartDeadline } from '../../../core/proposal/start-deadline.ts';
import { requestBounds } from '../runtime/request-bounds.ts';

/** The deadline as an execution named after its proposal, so that a second start is none. */
export function createStartDeadline(
  stateMachineArn: string,
  client: SFNClient = new SFNClient({ maxAttempts: 4, requestHandler: requestBounds(3_000) }),
): StartDeadline {
  return async ({ proposalId, expiresAt }) => {
    try {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn,
          name: proposalId,
          input: JSON.stringify({ proposalId, expiresAt }),
        }),
      );
    } catch (error) {
      // The stream delivers at least once; the first start is the one that counts.
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
}
