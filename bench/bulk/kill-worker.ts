import { type Outputs, requireOutput } from '../../tools/outputs.ts';
import { untilSo } from './until-so.ts';

/** So long is the worker at work before it is gone. */
const afterMs = 500;

/** Sets faults of the local host, on top of those that hold. */
export async function setFaults(outputs: Outputs, patch: unknown): Promise<void> {
  const response = await fetch(faultsUrl(outputs), { method: 'POST', body: JSON.stringify(patch) });
  if (!response.ok) throw new Error(`the faults were refused with ${response.status}`);
}

/**
 * Kills the worker once so many are counted, and gives how many were. A fault is of an invocation's
 * beginning, and one lasts three quarters of a minute: so its table is out until it has been invoked
 * again, which is killed in the middle of its work.
 */
export async function killWorkerAt(
  count: number,
  countedNow: () => number,
  outputs: Outputs,
): Promise<number> {
  await untilSo(() => countedNow() >= count);
  const counted = countedNow();
  await setFaults(outputs, {
    functions: { WorkflowBulkWorker: { kind: 'kill', at: 'start', afterMs, times: 1 } },
    database: [{ kind: 'outage', table: requireOutput(outputs, 'BulkItemsTableName') }],
  });
  await untilSo(async () => {
    const faults = (await (await fetch(faultsUrl(outputs))).json()) as {
      readonly functions: object;
    };
    return Object.keys(faults.functions).length === 0;
  });
  await setFaults(outputs, { database: [] });
  return counted;
}

const faultsUrl = (outputs: Outputs) => `${requireOutput(outputs, 'AwsEndpointUrl')}/_host/faults`;
