import type { SFNClient } from '@aws-sdk/client-sfn';
import { createStartOnce } from '../runtime/start-once.ts';

type Timer<IdName extends string> = Readonly<Record<IdName, string>> & { readonly dueAtMs: number };

/** The timer as an execution of its subject and moment. */
export function createStartTimer<IdName extends string>(
  stateMachineArn: string,
  idName: IdName,
  client?: SFNClient,
): (timer: Timer<IdName>) => Promise<void> {
  const startOnce = createStartOnce(stateMachineArn, client);
  return async timer => {
    const id = timer[idName];
    const dueAt = new Date(timer.dueAtMs).toISOString();
    await startOnce({ subject: id, moment: dueAt, input: { [idName]: id, dueAt } });
  };
}
