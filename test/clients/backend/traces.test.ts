import type { Publisher } from '../../../clients/backend/create-publisher.ts';
import { event } from '../../../clients/backend/event-builder.ts';
import { type PublishedTables, startPublishedTables } from './published-tables.ts';

let tables: PublishedTables;

beforeAll(async () => {
  tables = await startPublishedTables();
});
afterAll(() => tables.stop());

const traceparentOf = (span: number) =>
  `00-4bf92f3577b34da6a3ce929d0e0e4736-${span.toString(16).padStart(16, '0')}-01`;

test('each write has the traceparent of its moment: what is made, changed and sent', async () => {
  let span = 0;
  const traceparent = () => {
    span += 1;
    return traceparentOf(span);
  };
  const { fights, send } = tables.publisher({ traceparent });
  await fights.created({ fightId: 'f1', title: 'Final' });
  expect((await tables.item('Fights', 'f1'))?.traceparent).toBe(traceparentOf(1));
  await fights.opened('f1');
  expect((await tables.item('Fights', 'f1'))?.traceparent).toBe(traceparentOf(2));
  const { id } = await send(event('ODDS_UPDATE').on('bets').data({ fightId: 'f1' }).build());
  expect((await tables.item('Outbox', id))?.traceparent).toBe(traceparentOf(3));
});

test('what an event says of itself goes before', async () => {
  const publisher = tables.publisher({ traceparent: () => traceparentOf(1) });
  const draft = event('ODDS_UPDATE').on('bets').data({ fightId: 'f1' });
  const about = draft.about({ traceparent: traceparentOf(7) });
  const { id } = await publisher.send(about.build());
  expect((await tables.item('Outbox', id))?.traceparent).toBe(traceparentOf(7));
});

test.each([undefined, () => undefined])('without one none is written', async traceparent => {
  const publisher = tables.publisher(traceparent && { traceparent });
  const { id } = await publisher.send(
    event('ODDS_UPDATE').on('bets').data({ fightId: 'f1' }).build(),
  );
  expect(await tables.item('Outbox', id)).not.toHaveProperty('traceparent');
});

const traceOf = (number: number) => number.toString(16).padStart(32, '0');
const inTrace = (number: number) => `00-${traceOf(number)}-00f067aa0ba902b7-01`;

/** A publisher in as many traces as its actions, as they are called, beginning with that one. */
function inTraces(first: number): Publisher {
  let next = first - 1;
  const traceparent = () => {
    next += 1;
    return inTrace(next);
  };
  return tables.publisher({ traceparent });
}

test('events of payment streams are in the traces in which the actions were called', async () => {
  await tables.changes();
  const { paymentStreams } = inTraces(1);
  const streamId = 'traced';
  const terms = { sender: 'GANA', recipient: 'GBETO', ratePerSecond: '10', depositedAmount: '9' };
  // Each of its own moment, though the later ones are written when all are called.
  await Promise.all([
    paymentStreams.created({ streamId, ...terms }),
    paymentStreams.toppedUp({ streamId, amount: '500' }),
    paymentStreams.paused({ streamId }),
  ]);
  const untraced = tables.publisher().paymentStreams;
  await untraced.resumed({ streamId });
  await inTraces(7).paymentStreams.cancelled({ streamId });
  expect(await tables.traces()).toEqual([
    ['stream.created', traceOf(1)],
    ['stream.topped_up', traceOf(2)],
    ['stream.paused', traceOf(3)],
    // The item still has the trace of the pause.
    ['stream.resumed', undefined],
    ['stream.cancelled', traceOf(7)],
  ]);
});

test('what only notes that the chain says so too leaves the trace of the write that made the event', async () => {
  const { paymentStreams } = inTraces(1);
  const streamId = 'noted';
  const terms = { sender: 'GANA', recipient: 'GBETO', ratePerSecond: '10', depositedAmount: '9' };
  await paymentStreams.created({ streamId, ...terms });
  await paymentStreams.paused({ streamId });
  const chain = { ledger: 7, transactionHash: 'h7', eventIndex: 0 };
  expect(await paymentStreams.paused({ streamId, chain })).toMatchObject({ outcome: 'already' });
  expect(await tables.item('PaymentStreams', streamId)).toMatchObject({
    ledger: 7,
    traceparent: inTrace(2),
  });
});

test('events of workflows are in the traces in which the actions were called', async () => {
  await tables.changes();
  const { workflows } = inTraces(1);
  const workflowId = 'traced';
  const approvers = { users: ['ana', 'bea'], needed: 2 };
  await Promise.all([
    workflows.create({ workflowId, name: 'payout', approvers, draft: true, by: 'olga' }),
    workflows.submit({ workflowId, by: 'olga' }),
    workflows.delegate({ workflowId, by: 'ana', to: 'carla' }),
  ]);
  await tables.publisher().workflows.approve({ workflowId, by: 'bea' });
  await inTraces(7).workflows.approve({ workflowId, by: 'ana' });
  expect(await tables.traces()).toEqual([
    ['workflow.created', traceOf(1)],
    ['workflow.updated', traceOf(2)],
    ['workflow.updated', traceOf(3)],
    ['workflow.updated', undefined],
    ['workflow.approved', traceOf(7)],
  ]);
  expect(await workflows.get(workflowId)).not.toHaveProperty('traceparent');
});

test('of a bulk operation that a backend carries out itself each whole item has its own', async () => {
  await tables.changes();
  const publisher = inTraces(1);
  const item = { bulkOperationId: 'own', action: 'approve', requestedBy: 'ana', expected: 2 };
  const counts = { reason: 'r', failed: 0, skipped: 0 };
  const put = async (status: string, done: number) =>
    await publisher.put('WorkflowOperations', { ...item, ...counts, status, done });
  await put('running', 0);
  await put('completed', 2);
  expect(await tables.traces()).toEqual([
    ['workflow.bulk_progress', traceOf(1)],
    ['workflow.bulk_completed', traceOf(2)],
  ]);
});
