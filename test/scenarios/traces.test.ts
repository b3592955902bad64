import { createPublisher, readStackTables } from '../../clients/backend/index.ts';
import { ChannelStream } from '../../clients/browser/index.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { answers, startReceiver, type WebhookReceiver } from '../support/webhook-receivers.ts';
import { runTool } from '../tools/run-tool.ts';
import { connectBettor } from './support/bettor.ts';
import { connectManagement } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';
import { arrivals, createWebhookWorld } from './support/webhook-world.ts';

let target: Target;
const receivers: WebhookReceiver[] = [];

beforeAll(async () => {
  target = await connectTarget();
});
afterAll(async () => {
  await Promise.all(receivers.map(receiver => receiver.close()));
  await target.close();
});

/** For what a busy machine does in its own time. */
const patience = { withinMs: 110_000, everyMs: 500 };

let traces = 0;

/** Of a trace that no other test, and no other run, writes in. */
function newTrace(): { readonly traceId: string; readonly traceparent: string } {
  traces += 1;
  const parts = [Date.now(), process.pid, traces].map(part => part.toString(16).padStart(12, '0'));
  const traceId = parts.join('').slice(-32);
  return { traceId, traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
}

const outputsFile = process.env.SCENARIO_OUTPUTS ?? 'outputs.local.json';

/** What `npm run trace` prints of the event, once it has all of these. */
async function printed(eventId: string, ...wanted: readonly RegExp[]): Promise<string> {
  const run = () => runTool('tools/trace.ts', [eventId, '--outputs', outputsFile]);
  const { stdout, stderr } = await untilSeen(
    run,
    seen => wanted.every(pattern => pattern.test(seen.stdout)),
    patience,
  );
  expect(stderr).toBe('');
  return stdout;
}

test('a write with a traceparent is seen with its trace in a reader’s callback, and its hops are printed in order', async () => {
  const fightId = unique('fight');
  const { traceId, traceparent } = newTrace();
  const events: ChannelEvent[] = [];
  const stream = new ChannelStream({
    channel: 'fights',
    url: requireOutput(target.outputs, 'FightsChannelUrl'),
    token: await target.token(unique('admin'), 'admin'),
    history: 0,
  });
  stream.on('*', event => {
    if ('fightId' in event.data && event.data.fightId === fightId) events.push(event);
  });
  stream.connect();
  try {
    await untilSeen(
      async () => stream.view.status,
      status => status === 'open',
      patience,
    );
    await target.put('Fights', { fightId, status: 'upcoming', title: 'Final', traceparent });
    const [event] = await untilSeen(
      async () => events,
      seen => seen.length > 0,
      patience,
    );
    if (event === undefined) throw new Error('nothing came');
    expect(event.metadata?.traceparent).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-01$`));
    const text = await printed(event.id, / delivered .*fights/, /log of fights/, /log of global/);
    expect(text).toContain(`${event.type} ${event.id} of fights, trace ${traceId}`);
    const hops = [...text.matchAll(/ms {2}(written|fanned-out|appended|delivered) /g)];
    // A reader may see the segment before its writer is answered.
    const names = hops.map(([, name]) => name).filter(name => name !== 'delivered');
    expect(names.slice(0, 3)).toEqual(['written', 'fanned-out', 'appended']);
    expect(text).toMatch(/\d ms {2}fanned-out {2}ChangeFanOut/);
    expect(text).not.toContain('no appended');
  } finally {
    stream.close();
  }
}, 300_000);

test('an event that names its trace over HTTP has it, and one with a malformed header comes all the same', async () => {
  const management = await connectManagement(target);
  const token = await target.token(unique('admin'), 'admin');
  const { traceId, traceparent } = newTrace();
  const publish = async (headers: Readonly<Record<string, string>>) => {
    const event = { target: { channels: ['fights'] }, type: unique('traced.'), data: {} };
    const body = { ...event, idempotencyKey: unique('key') };
    const answer = await management.call('POST', '/events', { token, body, headers });
    expect(answer.status).toBe(200);
    return String(answer.body.eventIds[0]);
  };
  const traced = await publish({ traceparent });
  expect(await printed(traced, / appended /)).toContain(`trace ${traceId}`);
  const untraced = await publish({ traceparent: 'malformed' });
  const text = await printed(untraced, / of fights, /);
  expect(text).not.toContain(traceId);
}, 300_000);

test('a webhook is sent the trace as a header', async () => {
  const world = await createWebhookWorld(target);
  const receiver = await startReceiver(answers(204));
  receivers.push(receiver);
  await world.register(receiver.url);
  const name = unique('fight');
  const { traceId, traceparent } = newTrace();
  const eventId = await world.publish(name, { traceparent });
  const [request] = await arrivals(receiver, name);
  expect(request?.headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-01$`));
  const text = await printed(eventId, /attempt 1: delivered/);
  expect(text).toMatch(/webhook +WebhookSender/);
}, 300_000);

test('a workflow that is created over HTTP has the trace of its request, and its next event has not', async () => {
  const management = await connectManagement(target);
  const token = await target.token(unique('operator'), 'operator');
  const workflowId = unique('workflow');
  const { traceId, traceparent } = newTrace();
  const created = await management.call('POST', '/workflows', {
    ...{ token, body: { workflowId, draft: true }, headers: { traceparent } },
  });
  expect(created.status).toBe(201);
  const decisions = `/workflows/${workflowId}/decisions`;
  const submitted = await management.call('POST', decisions, {
    ...{ token, body: { decision: 'submit' } },
  });
  expect(submitted.status).toBe(200);
  const { body } = await untilSeen(
    () => management.call('GET', `/workflows/${workflowId}`, { token }),
    seen => seen.body.history?.events.length === 2,
    patience,
  );
  const [first, second]: readonly ChannelEvent[] = body.history.events;
  expect(first?.metadata?.traceparent).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-01$`));
  expect(second?.metadata?.traceparent ?? '').not.toContain(traceId);
  const text = await printed(String(first?.id), /log of workflows/, /log of global/);
  expect(text).toContain(`workflow.created ${first?.id} of workflows, trace ${traceId}`);
}, 300_000);

test('what a backend proposes for a bettor is posted to the other side in the trace of its write', async () => {
  const fightId = unique('fight');
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
  const fromUserId = unique('maker');
  await target.enroll(fromUserId);
  const recipient = await connectBettor(target);
  const bets = await target.open('Bets', { follows: true });
  const { traceId, traceparent } = newTrace();
  await using publisher = createPublisher({
    ...(await readStackTables(outputsFile)),
    traceparent: () => traceparent,
  });
  try {
    await recipient.until(({ event }) => event === 'pending_proposals');
    await bets.until(({ event }) => event === 'connected');
    const { id: proposalId } = await publisher.proposals.make({
      ...{ kind: 'pago', fromUserId, toUserId: recipient.userId, fightId },
      ...{ amount: 5_000, currency: 'MXN', requestId: unique('r') },
    });
    await recipient.until(({ event }) => event === 'proposal_received');
    const { data: made } = await bets.until(({ data }) => data?.data?.proposalId === proposalId);
    expect(made.metadata.traceparent).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-01$`));
    const text = await printed(made.id, / posted +ProposalCourier +1 sockets/, / appended /);
    expect(text).toContain(`PAGO_PROPOSAL ${made.id} of bets, trace ${traceId}`);
  } finally {
    await recipient.close();
  }
}, 300_000);
