import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { SendResult } from '../../../../core/webhook/send-webhook.ts';
import type { ChannelEvent } from '../../../../core/wire/event.ts';
import { adminWebhook, betEvent, keptMs, LaneWorld, ok, type Post, status } from './lane-world.ts';

/** What happens, so long after what happened before. */
type Step = { readonly afterMs: number } & (
  | {
      readonly kind: 'append';
      readonly events: readonly ('wanted' | 'other')[];
      readonly isWoken: boolean;
    }
  | { readonly kind: 'wake' | 'sweep' | 'pause' | 'enable' | 'redeliver' | 'recover' }
);

const waitMs = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30_000 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      afterMs: waitMs,
      events: fc.array(fc.constantFrom('wanted' as const, 'wanted' as const, 'other' as const), {
        maxLength: 12,
      }),
      isWoken: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'wake' as const,
        'wake' as const,
        'sweep' as const,
        'redeliver' as const,
        'recover' as const,
      ),
      afterMs: waitMs,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('pause' as const, 'enable' as const),
      afterMs: waitMs,
    }),
  },
);

const answers: fc.Arbitrary<SendResult> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(ok) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      status(500),
      status(301),
      status(429),
      status(503, 20_000),
      status(500, 40_000),
    ),
  },
  { weight: 1, arbitrary: fc.constant(status(410)) },
  {
    weight: 1,
    arbitrary: fc.constant({
      kind: 'failed' as const,
      failure: 'TIMEOUT' as const,
      message: '',
      tookMs: 15_000,
    }),
  },
);

const scripts = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 25 }),
  /** At which port call each run is killed; 0: it is not. */
  kills: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })), { maxLength: 30 }),
  answers: fc.array(
    fc.record({ result: answers, tookMs: fc.constantFrom(0, 0, 20, 3_000, 15_000, 29_000) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  ),
  /** Of so many events each is one that the receiver never takes. */
  poisoned: fc.integer({ min: 2, max: 9 }),
  /** Each so manieth wake-up is lost. */
  lost: fc.integer({ min: 1, max: 5 }),
});

type Script = typeof scripts extends fc.Arbitrary<infer S> ? S : never;

/** What was appended and is for the webhook. */
interface Played {
  readonly world: LaneWorld;
  readonly wanted: readonly string[];
  readonly isPoisoned: (eventId: string) => boolean;
  /** When nothing happened any more but what was left to do. */
  readonly overMs: number;
}

async function play(script: Script): Promise<Played> {
  const world = new LaneWorld(adminWebhook({ retryAttempts: 2, types: ['NEW_BET'] }));
  const wanted: string[] = [];
  let isOver = false;
  let answered = 0;
  let events = 0;
  let runs = 0;
  const isPoisoned = (eventId: string) => Number(eventId.slice(1)) % script.poisoned === 1;
  world.answer = async post => {
    const next = script.answers[answered % script.answers.length];
    answered += 1;
    if (!isOver && next) await world.time.pause(next.tookMs);
    if (isPoisoned(post.eventId)) return status(500);
    return isOver || !next ? ok : next.result;
  };
  world.between = () => {
    const killAt = script.kills[runs] ?? 0;
    runs += 1;
    let calls = 0;
    return async () => {
      calls += 1;
      if (!isOver && killAt > 0 && calls >= killAt) await new Promise(() => undefined);
    };
  };
  const wake = () => {
    if (runs % script.lost !== 0 || script.lost === 1) world.start();
  };
  world.isWoken = true;
  for (const step of script.steps) {
    await world.time.pass(step.afterMs);
    const { nowMs } = world.time;
    switch (step.kind) {
      case 'append': {
        const batch: ChannelEvent[] = step.events.map(kind => {
          events += 1;
          const id = `e${events}`;
          if (kind === 'wanted') wanted.push(id);
          return betEvent(id, kind === 'wanted' ? {} : { type: 'BET_MATCHED' });
        });
        world.append(batch);
        if (step.isWoken) wake();
        break;
      }
      case 'wake':
        wake();
        break;
      case 'sweep':
        await world.sweep();
        break;
      case 'pause':
        world.lanes.change('desk', { status: 'paused' }, undefined, nowMs);
        break;
      case 'enable':
        world.lanes.change('desk', { status: 'enabled', reason: undefined }, {}, nowMs);
        wake();
        break;
      case 'redeliver': {
        const one = world.lanes.deliveriesOf('lane1').find(({ state }) => state !== 'pending');
        if (one === undefined) break;
        const { deliveryId, expiresAtMs } = one;
        world.lanes.park(
          'lane1',
          { ...one, state: 'pending' },
          { deliveryId, dueAtMs: nowMs, round: randomUUID(), attemptsMade: 0, expiresAtMs },
        );
        wake();
        break;
      }
      case 'recover': {
        if (world.row.lane.recovery !== undefined) break;
        const { cursor } = await world.log.since(0);
        const recovery = { cursor, sinceMs: 0, untilMs: nowMs };
        world.lanes.change('desk', {}, { recovery }, nowMs);
        break;
      }
    }
  }
  isOver = true;
  const overMs = world.time.nowMs;
  world.lanes.change('desk', { status: 'enabled', reason: undefined }, {}, world.time.nowMs);
  const head = await world.log.head();
  await world.settle(() => {
    const { lane, leaseId } = world.row;
    const isRead = lane.cursor.seq === head.seq && lane.recovery === undefined;
    return isRead && leaseId === undefined && world.lanes.parked.size === 0;
  }, keptMs - 3_600_000);
  return { world, wanted, isPoisoned, overMs };
}

const timesOf = (posts: readonly Post[]) => Map.groupBy(posts, ({ eventId }) => eventId);

test('whatever is answered, killed, woken twice, paused and asked for: each event ends delivered or given up, nothing is taken back [W3]', async () => {
  await fc.assert(
    fc.asyncProperty(scripts, async script => {
      const { world, wanted, isPoisoned, overMs } = await play(script);
      expect(world.failures).toEqual([]);
      const states = new Map(
        world.lanes.deliveriesOf('lane1').map(({ event, state }) => [event.id, state]),
      );
      const posted = timesOf(world.posts);
      for (const id of wanted) {
        expect([id, states.get(id)]).toEqual([
          id,
          isPoisoned(id) ? 'exhausted' : expect.stringMatching(/delivered|exhausted/),
        ]);
        expect(posted.has(id)).toBe(true);
      }
      expect([...states.keys()].toSorted()).toEqual([...wanted].toSorted());
      expect(world.lanes.parked.size).toBe(0);
      expect(world.lanes.takenBack).toEqual([]);
      expect(world.mostInFlight).toBeLessThanOrEqual(4);
      // What people set of a lane ends the lease of its run, which finds that out at its next write.
      const isSet = script.steps.some(({ kind }) => kind === 'enable' || kind === 'recover');
      if (!isSet) expect(world.unleased.filter(({ atMs }) => atMs < overMs)).toEqual([]);
      // With the lane as it is left, the sweeper finds it whatever else is lost.
      expect(world.row.dueAtMs).toBeGreaterThan(0);
    }),
    { numRuns: 150 },
  );
});
