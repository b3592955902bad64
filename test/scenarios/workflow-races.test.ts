import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { requireOutput } from '../../tools/outputs.ts';
import { type Bettor, connectBettor } from './support/bettor.ts';
import { connectManagement, type Management } from './support/management.ts';
import { type QuietHost, startQuietHost } from './support/own-host.ts';
import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

/** On a machine with much else to do. */
const patienceMs = 120_000;
/** What was not pushed by then is lost. */
const pushWithinMs = 15_000;
/** Two requests each: of more than it keeps warm the local host starts environments anew each time. */
const atOnce = 2;
/** A socket may send 100 messages in ten seconds, and be subscribed to 100 workflows. */
const ofSocket = 50;

const ids = Array.from({ length: 200 }, () => unique('race'));
/** Subscribes to all of them, with as many sockets as that takes; none of them concerns her. */
const olga = unique('olga');
/** Is assigned to all of them. */
const asta = unique('asta');
/** A user may make 100 requests in ten seconds. */
const approvers = Array.from({ length: 5 }, () => unique('ana'));
const creators = Array.from({ length: 5 }, () => unique('maker'));
const approverOf = (at: number) => approvers[at % approvers.length] ?? '';
const creatorOf = (at: number) => creators[at % creators.length] ?? '';
/** Is due last. */
const fence = unique('fence');

let host: QuietHost;
let target: Target;
let management: Management;
let stream: StreamReader;
const tokens = new Map<string, string>();
const sockets: { readonly socket: Bettor; readonly its: readonly string[] }[] = [];

beforeAll(async () => {
  host = await startQuietHost('workflow-races', { streamLifetimeSeconds: '270' }, [
    '--benchmark',
    '10',
  ]);
  target = await connectTarget(host.outputsFile);
  management = await connectManagement(target);
  for (const user of [...approvers, ...creators]) {
    tokens.set(user, await target.token(user, 'bettor'));
  }
  tokens.set(olga, await target.token(olga, 'operator'));
  stream = await target.open('Workflows', { follows: true });
  await stream.until(({ event }) => event === 'connected');
  await create();
  for (let at = 0; at < ids.length; at += ofSocket) {
    const socket = await connectBettor(target, olga, undefined, tokens.get(olga));
    sockets.push({ socket, its: [...ids.slice(at, at + ofSocket), fence] });
  }
  await Promise.all(sockets.map(subscribe));
  sockets.push({ socket: await connectBettor(target, asta), its: [...ids, fence] });
}, 300_000);
afterAll(async () => {
  await Promise.all(sockets.map(({ socket }) => socket.close()));
  await target?.close();
  await host?.stop();
});

async function create(): Promise<void> {
  const TableName = requireOutput(target.outputs, 'WorkflowsTableName');
  const items = [...ids, fence].map((workflowId, at) => ({
    ...{ workflowId, status: 'pending', version: 1, createdBy: creatorOf(at) },
    assignees: [asta],
    approvers: { users: [approverOf(at)] },
  }));
  for (let at = 0; at < items.length; at += 25) {
    const puts = items.slice(at, at + 25).map(Item => ({ PutRequest: { Item } }));
    await target.client.send(new BatchWriteCommand({ RequestItems: { [TableName]: puts } }));
  }
}

async function subscribe({ socket, its }: (typeof sockets)[number]): Promise<void> {
  for (const workflowId of its) {
    expect((await socket.ask('subscribe_workflow', { workflowId })).event).toBe('subscribed');
  }
}

/** It is due now, approved and cancelled; gives which of the two was carried out. */
async function race(workflowId: string, at: number): Promise<string> {
  await target.update('Workflows', { workflowId }, { dueAt: new Date().toISOString(), version: 2 });
  const decide = async (userId: string, decision: string) => {
    const { status, body } = await management.call('POST', `/workflows/${workflowId}/decisions`, {
      token: tokens.get(userId) ?? '',
      body: { decision },
    });
    return status === 200 ? 'done' : `${status} ${body.code}`;
  };
  const approve = () => decide(approverOf(at), 'approve');
  const cancel = () => decide(creatorOf(at), 'cancel');
  const [approved, cancelled] =
    at % 2 === 0
      ? await Promise.all([approve(), cancel()])
      : (await Promise.all([cancel(), approve()])).reverse();
  expect([approved, cancelled].sort()).toEqual(['409 WORKFLOW_ENDED', 'done']);
  return approved === 'done' ? 'workflow.approved' : 'workflow.cancelled';
}

/** What has come of it, besides that it was created; what a socket is sent again is dropped. */
const onStream = (workflowId: string): readonly string[] =>
  stream.messages
    .filter(({ data }) => data?.data?.workflowId === workflowId)
    .map(({ data }) => data.type)
    .filter(type => type !== 'workflow.created');
const onSocket = ({ received }: Bettor, workflowId: string): readonly string[] => {
  const pushes = received.filter(
    ({ event, data }) => event === 'workflow_event' && data.workflowId === workflowId,
  );
  return [...new Map(pushes.map(push => [push.id, push.data.event.type])).values()].filter(
    type => type !== 'workflow.created',
  );
};

/** How often a socket had to ask for what it was not pushed. */
let asked = 0;

/**
 * What a socket has of it: what it was pushed, and what it asks for where that is not all. A push that takes
 * more than two seconds, on a machine that does much else, is lost.
 */
async function hadBy(socket: Bettor, workflowId: string, count: number): Promise<string[]> {
  const pushed = onSocket(socket, workflowId);
  if (pushed.length === count) return pushed.toSorted();
  asked += 1;
  const [first] = stream.messages;
  const { data } = await socket.ask('subscribe_workflow', { workflowId, cursor: first?.id });
  const missed = data.events.map(({ event }: { event: { type: string } }) => event.type);
  const all = new Set([...pushed, ...missed]);
  all.delete('workflow.created');
  return [...all].toSorted();
}

/** Resolves once that event of it has come on the stream, and was pushed, unless it was lost, to each that is to have it. */
async function untilHeard(workflowId: string, type: string): Promise<void> {
  await stream.until(
    ({ data }) => data?.type === type && data.data.workflowId === workflowId,
    patienceMs,
  );
  for (const { socket, its } of sockets) {
    if (!its.includes(workflowId)) continue;
    const isIt = ({ event, data }: Bettor['received'][number]): boolean =>
      event === 'workflow_event' && data.workflowId === workflowId && data.event.type === type;
    await socket.until(isIt, pushWithinMs).catch(() => undefined);
  }
}

test('200 workflows are approved, cancelled and due at the same moment: one outcome each, which a subscriber, an assignee and a stream have [W1]', async () => {
  const ends: string[] = [];
  for (let at = 0; at < ids.length; at += atOnce) {
    const some = ids.slice(at, at + atOnce);
    ends.push(...(await Promise.all(some.map((id, n) => race(id, at + n)))));
  }
  for (const [at, end] of ends.entries()) await untilHeard(ids[at] ?? '', end);
  // What was still to come of the others comes before this.
  await target.update(
    'Workflows',
    { workflowId: fence },
    { dueAt: new Date().toISOString(), version: 2 },
  );
  await untilHeard(fence, 'workflow.overdue');
  for (const [at, workflowId] of ids.entries()) {
    const types = onStream(workflowId);
    // Overdue before its end, or never.
    expect([
      ['workflow.updated', ends[at]],
      ['workflow.updated', 'workflow.overdue', ends[at]],
    ]).toContainEqual(types);
    const heard = sockets.filter(({ its }) => its.includes(workflowId));
    const had = await Promise.all(
      heard.map(({ socket }) => hadBy(socket, workflowId, types.length)),
    );
    expect(had).toEqual([types.toSorted(), types.toSorted()]);
  }
  expect(asked).toBeLessThan(ids.length / 10);
}, 300_000);
