import type { ChannelEvent } from '../../../core/wire/event.ts';
import { workflowHistory } from '../../../core/workflow/workflow-history.ts';
import { coldWriter, encodedEvent } from '../../support/event-log.ts';
import { memorySegments } from '../../support/memory-segments.ts';

const nowMs = Date.parse('2026-11-20T20:00:00.000Z');
const now = () => nowMs;
const kim = { userId: 'kim', role: 'operator' };
const bea = { userId: 'bea', role: 'bettor' };

const created = ofIt('created', { type: 'workflow.created' });

function ofIt(id: string, parts: Partial<ChannelEvent> = {}) {
  const event = { type: 'workflow.updated', channel: 'workflows' as const, source: 'Workflows' };
  return encodedEvent(id, { ...event, data: { workflowId: '1', status: 'pending' }, ...parts });
}

/** A log of these batches, and what of it the person is shown. */
async function historyOf(batches: readonly (readonly ReturnType<typeof ofIt>[])[], person = kim) {
  const store = memorySegments();
  for (const batch of batches) await coldWriter(store, now).append('workflows', batch, nowMs);
  let reads = 0;
  const segments = {
    ...store,
    newestFirst: async (...asked: Parameters<typeof store.newestFirst>) => {
      reads += 1;
      return await store.newestFirst(...asked);
    },
  };
  const { events, complete } = await workflowHistory('1', person, { segments, now });
  return { ids: events.map(({ id }) => id), complete, reads };
}

test('a history has the workflow’s events alone, from its creation on, and reads no further', async () => {
  const older = Array.from({ length: 60 }, (_, n) => [
    ofIt(`older-${n}`, { data: { workflowId: '2' } }),
  ]);
  const history = await historyOf([
    ...older,
    [created, ofIt('2', { data: { workflowId: '2' } })],
    [ofIt('updated')],
    [ofIt('note', { type: 'workflow.note', source: 'management' })],
    [ofIt('approved', { type: 'workflow.approved' })],
  ]);
  expect(history.ids).toEqual(['created', 'updated', 'note', 'approved']);
  expect(history.complete).toBe(true);
  expect(history.reads).toBe(1);
});

test('one whose creation the log has no more says so', async () => {
  expect(await historyOf([[ofIt('updated')]])).toMatchObject({ ids: ['updated'], complete: false });
  expect(await historyOf([])).toMatchObject({ ids: [], complete: false });
});

test('it has the newest hundred', async () => {
  const many = Array.from({ length: 100 }, (_, n) => ofIt(`updated-${n}`));
  const history = await historyOf([[created], many]);
  expect(history.ids).toHaveLength(100);
  expect([history.ids[0], history.ids.at(-1)]).toEqual(['updated-0', 'updated-99']);
  expect(history.complete).toBe(false);
  expect((await historyOf([[created], many.slice(1)])).complete).toBe(true);
});

test('of a long log ten reads are made', async () => {
  const others = Array.from({ length: 300 }, (_, n) => [
    ofIt(`other-${n}`, { data: { workflowId: '2' } }),
  ]);
  expect(await historyOf([[created], ...others])).toEqual({ ids: [], complete: false, reads: 10 });
});

test('what was for others when it happened stays theirs, and so does what copies bring', async () => {
  const hidden = { workflowId: '1', status: 'pending', visibleTo: { permissions: ['compliance'] } };
  const batches = [
    [created],
    [ofIt('hidden', { data: hidden })],
    [ofIt('to ana', { metadata: { target: { users: ['ana'] } } })],
    [ofIt('to bea', { metadata: { target: { users: ['bea'] } } })],
    [
      ofIt('a copy', {
        channel: 'finance',
        metadata: { target: { channels: ['workflows'] } },
      }),
    ],
    [ofIt('approved')],
  ];
  expect((await historyOf(batches)).ids).toEqual(['created', 'approved']);
  const reader = { ...bea, permissions: ['workflow:read'] };
  expect((await historyOf(batches, reader)).ids).toEqual(['created', 'to bea', 'approved']);
  const officer = { userId: 'ofra', role: 'backend', permissions: ['compliance'] };
  expect((await historyOf(batches, officer)).ids).toEqual(['created', 'hidden', 'approved']);
});

test('what the Outbox brings of a workflow is for the channel’s readers, not for all whom it concerns', async () => {
  const note = ofIt('note', { type: 'workflow.note', source: 'management' });
  const batches = [[created], [note], [ofIt('approved', { type: 'workflow.approved' })]];
  expect((await historyOf(batches, bea)).ids).toEqual(['created', 'approved']);
  const reader = { ...bea, permissions: ['workflow:read'] };
  expect((await historyOf(batches, reader)).ids).toEqual(['created', 'note', 'approved']);
});
