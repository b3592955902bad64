import { connectTarget, type Target, unique } from './support/target.ts';
import { startTerminal, type TerminalClient, type TerminalRecord } from './support/terminal.ts';

let target: Target;
const clients: TerminalClient[] = [];

beforeAll(async () => {
  target = await connectTarget();
});
afterAll(async () => {
  for (const client of clients) client.stop();
  await target.close();
});

function start(...args: Parameters<typeof startTerminal>[0]): TerminalClient {
  const client = startTerminal(['--timeout', '60', ...args]);
  clients.push(client);
  return client;
}

const isDone =
  (command: string) =>
  (one: TerminalRecord): boolean =>
    one.record === 'result' && one.command === command && one.ending === 'done';

const pending = (workflowId: string, approver: string) => ({
  ...{ workflowId, name: 'Payout', status: 'pending', currentStep: 'review', version: 1 },
  ...{ createdBy: unique('kim'), approvers: { users: [approver] } },
  steps: [{ name: 'review', approvers: { users: [approver] } }],
});

test('one who follows a workflow sees what an approver decides, each at a terminal [W2] [W4]', async () => {
  const workflowId = unique('wf');
  const rosa = unique('rosa');
  await target.put('Workflows', pending(workflowId, rosa));
  const olga = start('--as', `${unique('olga')}:operator`);
  olga.type('connect');
  olga.type(`subscribe workflow ${workflowId}`);
  const subscribed = await olga.until(isDone('subscribe'));
  expect(subscribed.data).toMatchObject({
    workflowId,
    workflow: { status: 'pending', currentStep: 'review' },
  });
  const approver = start(
    ...['--as', `${rosa}:bettor`, `workflow ${workflowId}`],
    `approve ${workflowId} --step review as agreed`,
  );
  expect(await approver.ended).toEqual({ exitCode: 0, stderr: '' });
  expect(approver.records.find(isDone('approve'))?.data).toMatchObject({
    workflow: { workflowId, status: 'approved', updatedBy: rosa },
  });
  const approved = await olga.until(
    ({ record, name, data }) =>
      record === 'message' &&
      name === 'workflow_event' &&
      data.event?.type === 'workflow.approved' &&
      data.workflowId === workflowId,
  );
  expect(approved.data.event.data.updatedBy).toBe(rosa);
  olga.type(`unsubscribe workflow ${workflowId}`);
  await olga.until(isDone('unsubscribe'));
  olga.type('quit');
  expect(await olga.ended).toEqual({ exitCode: 0, stderr: '' });
});

test('whoever decides nothing of it is refused, with what to do', async () => {
  const workflowId = unique('wf');
  await target.put('Workflows', pending(workflowId, unique('rosa')));
  const client = start('--as', `${unique('beto')}:bettor`, `approve ${workflowId}`);
  const { exitCode, stderr } = await client.ended;
  expect(exitCode).toBe(1);
  expect(stderr).toContain('(WORKFLOW_NOT_FOUND)');
  expect(stderr).toContain('`workflows` lists those that you see');
});

test('many are cancelled once it was shown what would be done [W2] [W4]', async () => {
  const ids = [unique('wf'), unique('wf')];
  const assignee = unique('ines');
  for (const id of ids) {
    await target.put('Workflows', { ...pending(id, unique('rosa')), assignees: [assignee] });
  }
  const client = start('--as', `${unique('olga')}:operator`);
  client.type(`bulk cancel ${ids.join(' ')} --reason "entered twice"`);
  const preview = await client.until(isDone('bulk'));
  expect(preview.data).toMatchObject({ action: 'cancel', count: 2, isExact: true });
  client.type('bulk confirm');
  const started = await client.until(one => isDone('bulk')(one) && one.data.operation);
  const { operationId } = started.data.operation;
  const completed = (one: TerminalRecord) =>
    isDone('bulk')(one) && one.data.operation?.status === 'completed';
  while (!client.records.some(completed)) {
    const seen = client.records.length;
    client.type(`bulk status ${operationId}`);
    await client.until(one => isDone('bulk')(one) && client.records.indexOf(one) >= seen);
  }
  expect(client.records.find(completed)?.data.operation).toMatchObject({
    ...{ done: 2, failed: 0, total: 2, reason: 'entered twice' },
  });
  client.type('quit');
  expect(await client.ended).toEqual({ exitCode: 0, stderr: '' });
});
