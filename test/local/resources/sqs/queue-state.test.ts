import fc from 'fast-check';
import { type QueuedMessage, QueueState } from '../../../../local/resources/sqs/queue-state.ts';

const day = 86_400_000;
const visibilityMs = 30_000;

const message = (messageId: string, more: Partial<QueuedMessage> = {}): QueuedMessage => ({
  messageId,
  body: 'hello',
  attributes: {},
  systemAttributes: {},
  bytes: 5,
  sentAtMs: 0,
  visibleAtMs: 0,
  receives: 0,
  receivesHere: 0,
  ...more,
});

const idsOf = (messages: readonly QueuedMessage[]) => messages.map(({ messageId }) => messageId);
const all = { max: 10, visibilityMs };

test('a message is out of sight while it is in flight, and comes back with one receive more', () => {
  const queue = new QueueState({ retentionMs: day });
  queue.send(message('a'), 0);
  expect(queue.receive(all, 0).messages).toMatchObject([{ messageId: 'a', receives: 1 }]);
  expect(queue.receive(all, 29_999).messages).toEqual([]);
  expect(queue.nextVisibleAtMs()).toBe(30_000);
  expect(queue.receive(all, 30_000).messages).toMatchObject([
    { messageId: 'a', receives: 2, firstReceivedAtMs: 0, lastReceivedAtMs: 30_000 },
  ]);
});

test('a delayed message is not there before its time', () => {
  const queue = new QueueState({ retentionMs: day });
  queue.send(message('a', { visibleAtMs: 5_000 }), 0);
  expect(queue.counts(4_999)).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
  expect(queue.counts(5_000)).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
});

test('a message is removed by its latest receive, and by no earlier one', () => {
  const queue = new QueueState({ retentionMs: day });
  queue.send(message('a'), 0);
  queue.receive(all, 0);
  queue.receive(all, 30_000);
  queue.remove('a', 1, 30_001);
  expect(queue.counts(30_001)).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  // Even when its visibility timeout is over, as long as nobody received it again.
  queue.remove('a', 2, 90_000);
  expect(queue.counts(90_000)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

test('a visibility timeout is changed from now on, up to 12 hours after the receive', () => {
  const queue = new QueueState({ retentionMs: day });
  queue.send(message('a'), 0);
  queue.receive(all, 0);
  const latest = { messageId: 'a', receives: 1 };
  expect(queue.changeVisibility(latest, 60_000, 10_000)).toBe('changed');
  expect(queue.counts(69_999).inFlight).toBe(1);
  expect(queue.changeVisibility(latest, 43_200_000, 60_000)).toBe('too-long');
  expect(queue.changeVisibility(latest, 0, 60_000)).toBe('changed');
  expect(queue.counts(60_000).visible).toBe(1);
  expect(queue.changeVisibility(latest, 1_000, 60_000)).toBe('not-in-flight');
  expect(queue.changeVisibility({ messageId: 'a', receives: 2 }, 1_000, 60_000)).toBe('gone');
  expect(queue.changeVisibility({ messageId: 'b', receives: 1 }, 1_000, 60_000)).toBe('gone');
});

test('a message is forgotten when its retention is over, wherever it is', () => {
  const queue = new QueueState({ retentionMs: 60_000 });
  queue.send(message('a'), 0);
  queue.send(message('b'), 0);
  queue.receive({ max: 1, visibilityMs }, 50_000);
  expect(queue.counts(59_999)).toEqual({ visible: 1, inFlight: 1, delayed: 0 });
  expect(queue.counts(60_000)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  // An older one behind a younger one, as in a dead-letter queue.
  queue.send(message('young', { sentAtMs: 70_000 }), 70_000);
  queue.send(message('old', { sentAtMs: 20_000 }), 70_000);
  expect(idsOf(queue.receive(all, 80_000).messages)).toEqual(['young']);
});

describe('a message that was received as often as it may', () => {
  const exhausted = () => {
    const queue = new QueueState({ retentionMs: day, maxReceiveCount: 2 });
    queue.send(message('a'), 0);
    queue.send(message('b'), 0);
    queue.receive({ max: 1, visibilityMs }, 0);
    queue.receive({ max: 2, visibilityMs }, 30_000);
    return queue;
  };

  test('is given up at the next receive, and the others are received', () => {
    const queue = exhausted();
    const lost: QueuedMessage[] = [];
    const { messages } = queue.receive(all, 60_000, each => lost.push(each) > 0);
    expect(idsOf(messages)).toEqual(['b']);
    expect(lost).toMatchObject([{ messageId: 'a', receives: 2 }]);
    expect(queue.counts(60_000)).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  });

  test('stays while there is no room for it elsewhere, and is tried again', () => {
    const queue = exhausted();
    expect(idsOf(queue.receive(all, 60_000, () => false).messages)).toEqual(['b']);
    expect(queue.counts(60_000)).toEqual({ visible: 0, inFlight: 1, delayed: 1 });
    expect(queue.counts(90_000).visible).toBe(2);
  });
});

describe('at its bounds', () => {
  const bounds = { messages: 3, bytes: 100, inFlight: 2 };

  test('a queue takes no message more, nor a byte', () => {
    const queue = new QueueState({ retentionMs: day }, bounds);
    expect(queue.send(message('a', { bytes: 90 }), 0)).toBe(true);
    expect(queue.send(message('b', { bytes: 11 }), 0)).toBe(false);
    expect(queue.send(message('b', { bytes: 9 }), 0)).toBe(true);
    expect(queue.send(message('c', { bytes: 1 }), 0)).toBe(true);
    expect(queue.send(message('d', { bytes: 0 }), 0)).toBe(false);
    queue.receive(all, 0);
    queue.remove('a', 1, 0);
    expect(queue.send(message('d'), 0)).toBe(true);
  });

  test('no more messages are in flight', () => {
    const queue = new QueueState({ retentionMs: day }, bounds);
    for (const id of ['a', 'b', 'c']) queue.send(message(id), 0);
    expect(idsOf(queue.receive(all, 0).messages)).toEqual(['a', 'b']);
    expect(queue.receive(all, 0)).toEqual({ messages: [], isOverLimit: true });
    queue.remove('b', 1, 0);
    expect(queue.receive(all, 0)).toMatchObject({
      messages: [{ messageId: 'c' }],
      isOverLimit: false,
    });
  });
});

/** What a model of the queue knows of a message: plain, and slow. */
interface Known {
  visibleAtMs: number;
  readonly sentAtMs: number;
  receives: number;
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ kind: fc.constant('send' as const), delayMs: fc.integer({ min: 0, max: 10_000 }) }),
  fc.record({
    kind: fc.constant('receive' as const),
    max: fc.integer({ min: 1, max: 4 }),
    visibilityMs: fc.integer({ min: 0, max: 20_000 }),
  }),
  fc.record({
    kind: fc.constant('remove' as const),
    which: fc.nat(20),
    isLatest: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('change' as const),
    which: fc.nat(20),
    visibilityMs: fc.integer({ min: 0, max: 20_000 }),
  }),
  fc.record({ kind: fc.constant('restart' as const) }),
);

test('whatever happens in whatever order, no message is lost, doubled, early or received too often', () => {
  const retentionMs = 100_000;
  const maxReceiveCount = 3;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const kept = new Map<string, QueuedMessage>();
      const journal = {
        put: (each: QueuedMessage) => void kept.set(each.messageId, each),
        delete: (messageId: string) => void kept.delete(messageId),
      };
      const begin = () => new QueueState({ retentionMs, maxReceiveCount }, undefined, journal);
      let queue = begin();
      const model = new Map<string, Known>();
      const lost = new Set<string>();
      let nowMs = 0;
      let sent = 0;
      for (const each of steps) {
        const held = [...model];
        switch (each.kind) {
          case 'wait':
            nowMs += each.ms;
            break;
          case 'send': {
            const id = `m${sent}`;
            sent += 1;
            const visibleAtMs = nowMs + each.delayMs;
            queue.send(message(id, { sentAtMs: nowMs, visibleAtMs }), nowMs);
            model.set(id, { sentAtMs: nowMs, visibleAtMs, receives: 0 });
            break;
          }
          case 'receive': {
            const before = new Set(lost);
            const { messages } = queue.receive(each, nowMs, gone => {
              lost.add(gone.messageId);
              return true;
            });
            for (const id of lost) {
              if (before.has(id)) continue;
              expect(model.get(id)?.receives).toBe(maxReceiveCount);
              model.delete(id);
            }
            expect(messages.length).toBeLessThanOrEqual(each.max);
            for (const { messageId, receives } of messages) {
              const known = model.get(messageId);
              if (known === undefined) throw new Error(`${messageId} was received and is gone`);
              expect(known.visibleAtMs).toBeLessThanOrEqual(nowMs);
              known.receives += 1;
              expect(receives).toBe(known.receives);
              known.visibleAtMs = nowMs + each.visibilityMs;
            }
            break;
          }
          case 'remove': {
            const [id, known] = held[each.which % Math.max(1, held.length)] ?? [];
            if (id === undefined || known === undefined || known.receives === 0) break;
            queue.remove(id, each.isLatest ? known.receives : known.receives - 1, nowMs);
            if (each.isLatest) model.delete(id);
            break;
          }
          case 'change': {
            const [id, known] = held[each.which % Math.max(1, held.length)] ?? [];
            if (id === undefined || known === undefined) break;
            const latest = { messageId: id, receives: known.receives };
            const changed = queue.changeVisibility(latest, each.visibilityMs, nowMs);
            const isInFlight = known.receives > 0 && known.visibleAtMs > nowMs;
            expect(changed === 'changed').toBe(isInFlight && known.sentAtMs + retentionMs > nowMs);
            if (changed === 'changed') known.visibleAtMs = nowMs + each.visibilityMs;
            break;
          }
          case 'restart':
            queue = begin();
            queue.restore([...kept.values()], nowMs);
        }
        for (const [id, { sentAtMs }] of model) {
          if (sentAtMs + retentionMs <= nowMs) model.delete(id);
        }
        const states = [...model.values()];
        const hidden = states.filter(({ visibleAtMs }) => visibleAtMs > nowMs);
        const inFlight = hidden.filter(({ receives }) => receives > 0).length;
        expect(queue.counts(nowMs)).toEqual({
          visible: states.length - hidden.length,
          inFlight,
          delayed: hidden.length - inFlight,
        });
        const next = hidden.map(({ visibleAtMs }) => visibleAtMs).sort((a, b) => a - b)[0];
        expect(queue.nextVisibleAtMs()).toBe(next);
        expect([...kept.keys()].sort()).toEqual([...model.keys()].sort());
      }
    }),
    { numRuns: 300 },
  );
});
