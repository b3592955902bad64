import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { requireOutput } from '../../tools/outputs.ts';
import { type Bettor, connectBettor, type SocketMessage } from './support/bettor.ts';
import { connectManagement } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
const open: Bettor[] = [];

beforeAll(async () => {
  target = await connectTarget();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map(socket => socket.close()));
});
afterAll(async () => {
  await target.close();
});

async function connect(
  role: string,
  { userId = unique(role), permissions }: { userId?: string; permissions?: string[] } = {},
): Promise<Bettor> {
  const claims = { sub: userId, role, ttlSeconds: 3_600 };
  const token = await target.sign({ ...claims, ...(permissions && { permissions }) });
  const socket = await connectBettor(target, userId, undefined, token);
  open.push(socket);
  return socket;
}

/** A workflow of its own, and how it is changed. */
async function makeWorkflow(item: Readonly<Record<string, unknown>> = {}) {
  const workflowId = unique('workflow');
  await target.put('Workflows', { workflowId, status: 'pending', version: 1, ...item });
  const change = (changes: Readonly<Record<string, unknown>>) =>
    target.update('Workflows', { workflowId }, changes);
  return { workflowId, change };
}

/** What a socket was pushed of a workflow, in order; what came again is dropped, as a client does. */
function pushesOf({ received }: Bettor, workflowId: string): readonly SocketMessage[] {
  const pushes = received.filter(
    ({ event, data }) => event === 'workflow_event' && data.workflowId === workflowId,
  );
  return [...new Map(pushes.map(push => [push.id, push])).values()];
}

const versionsOf = (messages: readonly SocketMessage[]) =>
  messages.map(({ data }) => data.event.data.version);

const untilVersion = (socket: Bettor, workflowId: string, version: number) =>
  socket.until(
    ({ event, data }) =>
      event === 'workflow_event' &&
      data.workflowId === workflowId &&
      data.event.data.version === version,
  );

const subscribe = (socket: Bettor, workflowId: string, cursor?: string) =>
  socket.ask('subscribe_workflow', { workflowId, ...(cursor && { cursor }) });

test('a socket that subscribes is answered with the workflow, and hears each change of it in order until it unsubscribes [W2]', async () => {
  const { workflowId, change } = await makeWorkflow({ name: 'Payout', currentStep: 'legal' });
  const fence = await makeWorkflow();
  const operator = await connect('operator');
  const witness = await connect('operator');
  const answer = await subscribe(operator, workflowId);
  expect(answer.event).toBe('subscribed');
  expect(answer.data).toMatchObject({
    workflowId,
    workflow: { workflowId, name: 'Payout', status: 'pending', currentStep: 'legal', version: 1 },
    events: [],
    hasMore: false,
  });
  await subscribe(witness, workflowId);
  await subscribe(operator, fence.workflowId);

  for (const version of [2, 3, 4]) await change({ version, currentStep: `step-${version}` });
  await untilVersion(operator, workflowId, 4);
  const [pushed] = pushesOf(operator, workflowId).filter(
    ({ data }) => data.event.data.version === 2,
  );
  expect(pushed?.id).toBe(pushed?.data.event.id);
  expect(pushed?.data.event).toMatchObject({
    type: 'workflow.updated',
    channel: 'workflows',
    data: { workflowId, currentStep: 'step-2' },
  });

  const left = await operator.ask('unsubscribe_workflow', { workflowId });
  expect([left.event, left.data]).toEqual(['unsubscribed', { workflowId }]);
  await change({ version: 5, status: 'approved' });
  await untilVersion(witness, workflowId, 5);
  // A socket gets the log in order: what came before the fence would have come before it here.
  await fence.change({ version: 2 });
  await untilVersion(operator, fence.workflowId, 2);
  const seen = versionsOf(pushesOf(operator, workflowId)).filter(version => version > 1);
  expect(seen).toEqual([2, 3, 4]);
});

test('whom a workflow concerns hears of it without subscribing, on every socket; others get nothing, and are answered as if there were none [W2]', async () => {
  const lawyers = unique('lawyer');
  const [olga, asta, ana] = [unique('olga'), unique('asta'), unique('ana')];
  const people = {
    creator: await connect('bettor', { userId: olga }),
    again: await connect('bettor', { userId: olga }),
    assignee: await connect('bettor', { userId: asta }),
    approver: await connect('bettor', { userId: ana }),
    onDuty: await connect('operator'),
    lawyer: await connect(lawyers),
  };
  const stranger = await connect('bettor');
  const sockets = Object.values(people);
  // The index by which roles are found lags a moment behind a socket that has just opened.
  await untilSeen(
    async () => {
      const probe = await makeWorkflow({ approvers: { roles: ['operator'] } });
      return await untilVersion(people.onDuty, probe.workflowId, 1).catch(() => undefined);
    },
    found => found !== undefined,
  );
  const { workflowId, change } = await makeWorkflow({
    createdBy: olga,
    assignees: [asta],
    approvers: { users: [ana], roles: ['operator', lawyers] },
  });
  const unasked = sockets.filter(socket => socket !== people.lawyer);
  for (const socket of unasked) await untilVersion(socket, workflowId, 1);
  // Of a role that is not staff's there may be thousands: by it alone nothing comes unasked.
  expect(pushesOf(people.lawyer, workflowId)).toEqual([]);
  expect((await subscribe(people.lawyer, workflowId)).event).toBe('subscribed');

  const [refused, unknown] = [
    await subscribe(stranger, workflowId),
    await subscribe(stranger, unique('unknown')),
  ];
  const { workflowId: _, ...shown } = refused.data;
  const { workflowId: __, ...ofNone } = unknown.data;
  expect(refused.event).toBe('error');
  expect(shown).toEqual(ofNone);
  expect(shown).toEqual({
    code: 'WORKFLOW_NOT_FOUND',
    category: 'CLIENT',
    recovery: 'none',
    message: expect.stringContaining('expected'),
    action: 'subscribe_workflow',
  });

  // Subscribing changes nothing for those whom it concerns.
  expect((await subscribe(people.assignee, workflowId)).event).toBe('subscribed');
  await change({ version: 2 });
  for (const socket of sockets) await untilVersion(socket, workflowId, 2);
  // From now on it is the stranger’s matter; the first of it that it hears of is this.
  await change({ version: 3, assignees: [asta, stranger.userId] });
  for (const socket of [...sockets, stranger]) await untilVersion(socket, workflowId, 3);
  expect(versionsOf(pushesOf(stranger, workflowId))).toEqual([3]);
});

test('one that says visibleTo is nobody’s but those it names, whatever else they are; who loses the right hears no more [W2]', async () => {
  const compliance = unique('compliance');
  const { workflowId, change } = await makeWorkflow({
    createdBy: 'nobody',
    visibleTo: { permissions: [compliance] },
  });
  const officer = await connect('auditor', { permissions: ['workflow:read', compliance] });
  const others = [
    await connect('admin'),
    await connect('operator'),
    await connect('auditor', { permissions: ['workflow:read'] }),
  ];
  for (const other of others) {
    expect((await subscribe(other, workflowId)).data.code).toBe('WORKFLOW_NOT_FOUND');
  }
  expect((await subscribe(officer, workflowId)).event).toBe('subscribed');
  await change({ version: 2, assignees: others.map(({ userId }) => userId) });
  await untilVersion(officer, workflowId, 2);

  const less = await target.sign({
    ...{ sub: officer.userId, role: 'auditor', ttlSeconds: 3_600 },
    permissions: ['workflow:read'],
  });
  expect((await officer.ask('authenticate', { token: less })).event).toBe('authenticated');
  await change({ version: 3 });
  // A copy of the rights they had, as a witness.
  const witness = await connect('auditor', { permissions: ['workflow:read', compliance] });
  const { data } = await subscribe(witness, workflowId);
  expect(data.workflow.version).toBe(3);
  await change({ version: 4, visibleTo: { roles: ['auditor', 'admin', 'operator'] } });
  for (const socket of [officer, witness, ...others]) await untilVersion(socket, workflowId, 4);
  expect(versionsOf(pushesOf(officer, workflowId)).filter(version => version > 1)).toEqual([2, 4]);
  for (const other of others) expect(versionsOf(pushesOf(other, workflowId))).toEqual([4]);
});

test('whom only the list of steps names sees the workflow, hears of it unasked, and decides it [W2]', async () => {
  const rosa = await connect('bettor', { userId: unique('rosa') });
  const stranger = await connect('bettor');
  const steps = [{ name: 'review', approvers: { users: [rosa.userId] } }];
  const item = { steps, currentStep: 'review', approvers: { users: [] }, createdBy: unique('kim') };
  const { workflowId } = await makeWorkflow(item);
  const { data: pushed } = await untilVersion(rosa, workflowId, 1);
  expect(pushed.event).toMatchObject({
    type: 'workflow.created',
    data: { approvers: { users: [rosa.userId] } },
  });
  expect((await subscribe(rosa, workflowId)).data.workflow).toMatchObject({ workflowId });
  expect((await subscribe(stranger, workflowId)).data.code).toBe('WORKFLOW_NOT_FOUND');

  const management = await connectManagement(target);
  const token = await target.token(rosa.userId, 'bettor');
  const { body: list } = await untilSeen(
    () => management.call('GET', `/workflows?approver=${rosa.userId}`, { token }),
    ({ body: { workflows } }) => workflows.length > 0,
  );
  expect(list.workflows).toMatchObject([{ workflowId, approvers: { users: [rosa.userId] } }]);
  const decided = await management.call('POST', `/workflows/${workflowId}/decisions`, {
    token,
    body: { decision: 'approve', step: 'review' },
  });
  expect([decided.status, decided.body.workflow?.status]).toEqual([200, 'approved']);
  await untilVersion(rosa, workflowId, 2);
});

test('who was away asks for what came meanwhile by the cursor, once each, and for what is lost is told that it is [W2]', async () => {
  const { workflowId, change } = await makeWorkflow();
  const witness = await connect('operator');
  await subscribe(witness, workflowId);
  const away = await connect('operator');
  await subscribe(away, workflowId);
  await change({ version: 2 });
  const { data: last } = await untilVersion(away, workflowId, 2);
  await away.close();

  for (const version of [3, 4]) await change({ version });
  await change({ version: 5, status: 'approved' });
  await untilVersion(witness, workflowId, 5);
  const back = await connect('operator');
  const { data } = await subscribe(back, workflowId, last.cursor);
  expect(
    data.events.map(({ event }: SocketMessage['data']) => [event.type, event.data.version]),
  ).toEqual([
    ['workflow.updated', 3],
    ['workflow.updated', 4],
    ['workflow.approved', 5],
  ]);
  expect(data.events.map(({ event }: SocketMessage['data']) => event.id)).toEqual(
    pushesOf(witness, workflowId)
      .slice(-3)
      .map(({ id }) => id),
  );
  expect([data.hasMore, data.gap, data.workflow.status]).toEqual([false, undefined, 'approved']);
  const lost = await subscribe(back, workflowId, 'nowhere.7');
  expect([lost.data.events, lost.data.gap]).toEqual([[], 'unknown-cursor']);
});

test('a socket is subscribed to a hundred at most; its subscriptions are counted, and go with it [W2]', async () => {
  const management = await connectManagement(target);
  const token = await target.token(unique('operator'), 'operator');
  const roomsOf = async (workflowId: string) => {
    const { body } = await management.call('GET', '/stats', { token });
    const found = body.rooms.byWorkflow.find(
      (room: { workflowId: string }) => room.workflowId === workflowId,
    );
    return found?.sockets ?? 0;
  };
  const first = await makeWorkflow();
  const second = await makeWorkflow();
  const sockets = [await connect('operator'), await connect('operator'), await connect('admin')];
  for (const socket of sockets) await subscribe(socket, first.workflowId);
  await untilSeen(
    () => roomsOf(first.workflowId),
    counted => counted === 3,
  );

  const [socket] = sockets as [Bettor];
  const greeting = await socket.until(({ data }) => data.connectionId !== undefined);
  const { connectionId } = greeting.data;
  const TableName = requireOutput(target.outputs, 'RoomsTableName');
  // Ninety-nine more, without a message for each.
  const more = Array.from({ length: 99 }, (_, n) => `${second.workflowId}-${n}`);
  await target.client.send(
    new UpdateCommand({
      TableName,
      Key: { room: `socket#${connectionId}`, connectionId },
      UpdateExpression: 'ADD workflows :more',
      ExpressionAttributeValues: { ':more': new Set(more) },
    }),
  );
  const refused = await subscribe(socket, second.workflowId);
  expect([refused.event, refused.data.code]).toEqual(['error', 'TOO_MANY_SUBSCRIPTIONS']);
  // One that is there already is no new one.
  expect((await subscribe(socket, first.workflowId)).event).toBe('subscribed');
  await socket.ask('unsubscribe_workflow', { workflowId: first.workflowId });
  expect((await subscribe(socket, second.workflowId)).event).toBe('subscribed');

  await Promise.all(sockets.map(each => each.close()));
  const membersOf = async (workflowId: string) =>
    (
      await target.client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'room = :room',
          ExpressionAttributeValues: { ':room': `workflow#${workflowId}` },
          ConsistentRead: true,
        }),
      )
    ).Count;
  for (const { workflowId } of [first, second]) {
    await untilSeen(
      () => membersOf(workflowId),
      count => count === 0,
    );
    await untilSeen(
      () => roomsOf(workflowId),
      count => count === 0,
    );
  }
});
