import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { hexOf, sha256 } from '../../../core/digest.ts';
import { requestBounds } from './request-bounds.ts';

/** What an execution is of: by subject and moment it is the same one. */
export interface ExecutionStart {
  readonly subject: string;
  /** ISO 8601. */
  readonly moment: string;
  readonly input: Readonly<Record<string, string>>;
}

/**
 * Starts executions that are named after their subject and moment, so that a second start is none. The
 * name is a digest: an id may be longer than a name, and of other characters.
 */
export function createStartOnce(
  stateMachineArn: string,
  client: SFNClient = new SFNClient({ maxAttempts: 4, requestHandler: requestBounds(3_000) }),
): (start: ExecutionStart) => Promise<void> {
  return async ({ subject, moment, input }) => {
    const name = hexOf(await sha256(`${subject}\n${moment}`));
    try {
      await client.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
}
