import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { hexOf, sha256 } from '../../../core/digest.ts';
import { requestBounds } from '../runtime/request-bounds.ts';

type Timer<IdName extends string> = Readonly<Record<IdName, string>> & { readonly dueAtMs: number };

/**
 * The timer as an execution named after its subject and moment, so that a second start is none. The
 * name is a digest: an id may be longer than a name, and of other characters.
 */
export function createStartTimer<IdName extends string>(
  stateMachineArn: string,
  idName: IdName,
  client: SFNClient = new SFNClient({ maxAttempts: 4, requestHandler: requestBounds(3_000) }),
): (timer: Timer<IdName>) => Promise<void> {
  return async timer => {
    const id = timer[idName];
    const dueAt = new Date(timer.dueAtMs).toISOString();
    const name = hexOf(await sha256(`${id}\n${dueAt}`));
    const input = JSON.stringify({ [idName]: id, dueAt });
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
}
