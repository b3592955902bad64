import type { BulkOperation, Workflow, WorkflowDetail } from '../../../clients/react/index.ts';
import type { FakeEnvironment } from '../browser/fake-environment.ts';
import { connected, doing } from './render-hook.tsx';

/** What GET /workflows answers with for one. */
export function workflow(workflowId: string, given: Partial<Workflow> = {}): Workflow {
  const approvers = { users: ['ana'] };
  return { workflowId, status: 'pending', currentStep: 'legal', approvers, version: 1, ...given };
}

/** What GET /workflows/{id} answers with. */
export function detail(at: number, one: Workflow, given: Partial<WorkflowDetail> = {}) {
  const history = { events: [], complete: true };
  return { at, workflow: one, decisions: [], delegations: [], history, ...given };
}

/** What GET /workflows/bulk/{id} answers with. */
export function operation(given: Partial<BulkOperation> = {}): BulkOperation {
  return {
    ...{ operationId: 'b-1', action: 'approve', requestedBy: 'olga', reason: 'the month ended' },
    ...{ status: 'running', done: 0, failed: 0, skipped: 0, total: 10 },
    ...{ cancelRequested: false, startedAt: 1, progressAt: 1 },
    ...given,
  };
}

/** The requests of the management API. */
export function readsOf({ requests }: FakeEnvironment) {
  return requests.filter(({ url }) => url.host === 'management.example');
}

/** The requests for the channel that says which have changed. */
export function channelsOf({ requests }: FakeEnvironment) {
  return requests.filter(({ url }) => url.host === 'workflows.example');
}

/** Answers the last read. */
export async function answered(place: FakeEnvironment, status: number, body: object) {
  await doing(() => readsOf(place).at(-1)?.answer(status, body));
}

/** The channel's stream is there; what has changed until then is read. */
export async function streaming(place: FakeEnvironment) {
  const open = () => channelsOf(place).at(-1)?.stream(connected('workflows'));
  let stream: Awaited<ReturnType<typeof open>>;
  await doing(async () => {
    stream = await open();
  });
  return { send: (text: string) => doing(() => stream?.send(text)) };
}

/** An event of the channel, as a frame of a stream. */
export function changed(seq: number, type: string, data: object): string {
  const event = {
    ...{ id: `change-${seq}`, type, timestamp: 1_795_000_000_000 + seq, priority: 'normal' },
    ...{ source: 'Workflows', version: '1.0', channel: 'workflows', data },
  };
  return `id: e.${seq}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
}
