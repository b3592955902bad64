import fc from 'fast-check';
import { noRoom } from './channel-states.ts';
import { ModelServer } from './model-server.ts';

/** Everything that can happen between two steps, as often as its share. */
const happenings = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ type: 'append' as const }) },
  { weight: 12, arbitrary: fc.constant({ type: 'answer' as const }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('stale' as const), of: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.constant({ type: 'cut' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('refuse' as const),
      status: fc.constantFrom(401, 408, 429, 500, 502, 503),
      afterMs: fc.nat(60_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('full' as const), afterMs: fc.nat(60_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('refuse' as const),
      status: fc.constantFrom(204, 400, 403, 404),
      afterMs: fc.constant(0),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.nat(40_000) }) },
  { weight: 6, arbitrary: fc.constant({ type: 'wait' as const }) },
  { weight: 2, arbitrary: fc.constantFrom('online', 'offline', 'woke').map(type => ({ type })) },
  { weight: 2, arbitrary: fc.constantFrom('start', 'stop').map(type => ({ type })) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('choose' as const),
      choice: fc.constantFrom('auto' as const, 'sse' as const, 'poll' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('lastFrame' as const),
      reason: fc.constantFrom('lifetime', 'token-expired', 'replaced', 'unavailable', 'new-word'),
    }),
  },
);

type Happening = typeof happenings extends fc.Arbitrary<infer T> ? T : never;

function happen(server: ModelServer, happening: Happening): void {
  const { current } = server;
  switch (happening.type) {
    case 'append':
      server.head += 1;
      return;
    case 'answer':
      return current && server.answer(current);
    case 'stale': {
      // What an older request still receives, though it was closed.
      const old = server.requests[(happening as { of: number }).of];
      if (old === undefined || old === current) return;
      const { attempt } = old;
      server.send({ type: 'bytes', attempt, id: `ep.${server.head + 7}` });
      return server.send({ type: 'page', attempt, cursor: 'ep.999', hasMore: true });
    }
    case 'cut':
      return current && !current.isOver ? server.cut(current) : undefined;
    case 'refuse': {
      const { status, afterMs } = happening as { status: number; afterMs: number };
      const isAsked = server.state.kind === 'connecting' || server.state.kind === 'polling';
      return current && !current.isOver && isAsked
        ? server.refuse(current, status, afterMs)
        : undefined;
    }
    case 'full': {
      const { afterMs } = happening as { afterMs: number };
      if (server.state.kind !== 'connecting' || current === undefined || current.isOver) return;
      return server.refuse(current, 429, afterMs, noRoom);
    }
    case 'pass':
      server.now += (happening as { ms: number }).ms;
      return;
    case 'wait':
      return server.wait();
    case 'lastFrame': {
      if (current === undefined || current.isOver || current.method === 'poll') return;
      const { reason } = happening as { reason: string };
      const frame = { kind: 'reconnect', reason, retryMs: 1_500 } as const;
      return server.send({ type: 'frame', attempt: current.attempt, frame });
    }
    default:
      return server.send(happening as { type: 'start' });
  }
}

/** A new reader, and one that goes on from where another was. */
const cursors = fc.constantFrom(undefined, 'ep.0');

/** Without a failure, until there is nothing more to read. */
function readOn(server: ModelServer): void {
  for (let step = 0; step < 400 && !server.isUpToDate; step += 1) {
    const { current } = server;
    if (current && !current.isOver) server.answer(current);
    else server.wait();
  }
}

test('whatever fails in whatever order, nothing is lost or repeated, and it comes to its end [L5]', () => {
  fc.assert(
    fc.property(fc.array(happenings, { maxLength: 120 }), cursors, (script, cursor) => {
      const server = new ModelServer(cursor);
      server.send({ type: 'start' });
      for (const happening of script) happen(server, happening);
      // From now on all goes well: a stopped one has a reason, and begins again where it was.
      if (server.state.kind === 'stopped') expect(server.state.reason).toEqual(expect.any(String));
      server.send({ type: 'start' });
      readOn(server);
      server.head += 1;
      readOn(server);
      expect(server.faults).toEqual([]);
      // A reader with a cursor gets all after it; a new one, all from when the view shows it reading.
      const [first = 0] = server.delivered;
      const place = cursor === undefined ? (server.headWhenRead ?? 0) : 0;
      expect(first).toBeLessThanOrEqual(place + 1);
      const all = Array.from({ length: server.head + 1 - first }, (_, n) => first + n);
      expect(server.delivered).toEqual(all);
    }),
    { numRuns: 3_000 },
  );
}, 60_000);
