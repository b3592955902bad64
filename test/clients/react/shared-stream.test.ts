import fc from 'fast-check';
import {
  type ChannelName,
  type ChannelReader,
  type SharedOptions,
  SharedStreams,
} from '../../../clients/react/index.ts';
import { FakeEnvironment, settled } from '../browser/fake-environment.ts';
import { ModelLive } from './model-live.ts';

const names = ['fights', 'bets', 'system', 'notifications'] as const;

function page(own: Partial<SharedOptions> = {}, sizes: { history?: number } = {}) {
  const place = new FakeEnvironment();
  const server = new ModelLive(place, sizes);
  const streams = new SharedStreams();
  const { environment } = place;
  const read = (channel: ChannelName, options: Partial<SharedOptions> = {}) => {
    const reader = streams.reader({
      channel,
      url: 'https://live.example/',
      pollUrl: 'https://management.example/poll',
      token: 't',
      environment,
      ...own,
      ...options,
    });
    return recorded(reader);
  };
  /** Answers until nothing is asked for and nothing waits. */
  const quiet = async (): Promise<void> => {
    for (let turn = 0; turn < 400; turn += 1) {
      await settled();
      if (server.pending) await server.answer();
      else if (server.isOpen) return;
      else await place.pass(1_000);
    }
  };
  return { place, server, read, quiet };
}

/** What a reader gets: the ids of events, and `gap`. */
function recorded(reader: ChannelReader) {
  const got: string[] = [];
  const problems: string[] = [];
  const greetings: string[] = [];
  reader.on('*', ({ id }) => got.push(id));
  reader.on('gap', () => got.push('gap'));
  reader.on('error', ({ code }) => problems.push(code));
  reader.on('connected', ({ channel }) => greetings.push(channel));
  return { reader, got, problems, greetings };
}

const paths = ({ requests }: FakeEnvironment) =>
  requests.map(({ url }) => `${url.host} ${url.searchParams.get('channels')}`);

test('all who begin in one turn are read by one request', async () => {
  const { place, server, read, quiet } = page();
  await server.append('fights');
  const [fights, bets, again] = [read('fights'), read('bets'), read('fights')];
  for (const { reader } of [fights, bets, again]) reader.connect();
  // Strict mode goes, and comes back.
  bets.reader.close();
  bets.reader.connect();
  await quiet();
  await server.append('bets');
  await server.append('fights');
  expect(paths(place)).toEqual(['live.example fights,bets']);
  expect(fights.got).toEqual(['fights-1', 'fights-3']);
  expect(again.got).toEqual(['fights-1', 'fights-3']);
  expect(bets.got).toEqual(['bets-2']);
  expect(fights.greetings).toEqual(['fights']);
  expect(bets.reader.view.status).toBe('open');
  for (const { reader } of [fights, bets, again]) reader.close();
  await settled();
  expect(place.requests.every(({ isAborted }) => isAborted)).toBe(true);
  expect(place.held).toBe(0);
});

test('whoever begins a channel that is read gets its history from here, without a request', async () => {
  const { place, server, read, quiet } = page();
  await server.append('fights');
  const first = read('fights');
  first.reader.connect();
  await quiet();
  await server.append('fights');
  const second = read('fights');
  second.reader.connect();
  await settled();
  await server.append('fights');
  expect(second.got).toEqual(['fights-1', 'fights-2', 'fights-3']);
  expect(second.greetings).toEqual(['fights']);
  expect(place.requests).toHaveLength(1);
});

test('a further channel is asked for with its history, and who reads sees no other status', async () => {
  const { place, server, read, quiet } = page();
  await server.append('bets');
  const fights = read('fights');
  fights.reader.connect();
  await quiet();
  const seen: string[] = [];
  fights.reader.subscribe(() => seen.push(fights.reader.view.status));
  const bets = read('bets');
  bets.reader.connect();
  expect(bets.reader.view.status).toBe('connecting');
  await quiet();
  await server.append('fights');
  expect(place.request.url.searchParams.get('historyOf')).toBe('bets');
  expect(bets.got).toEqual(['bets-1']);
  expect(bets.reader.view.status).toBe('open');
  expect(fights.got).toEqual(['fights-2']);
  expect(seen).toEqual([]);
});

test('a channel that one left goes on where it was, and for the others nothing comes twice', async () => {
  const { server, read, quiet } = page();
  const [fights, bets] = [read('fights'), read('bets')];
  for (const { reader } of [fights, bets]) reader.connect();
  await quiet();
  await server.append('bets');
  bets.reader.close();
  expect(bets.reader.view).toMatchObject({ status: 'stopped', stopReason: 'closed' });
  await server.append('bets');
  await server.append('fights');
  // Reconnected, the stream has no bets any more.
  await server.cut();
  await quiet();
  await server.append('bets');
  await server.append('fights');
  bets.reader.connect();
  await quiet();
  expect(bets.got).toEqual(['bets-1', 'bets-2', 'bets-4']);
  expect(fights.got).toEqual(['fights-3', 'fights-5']);
});

test('when one goes back, whoever began after that place gets nothing older', async () => {
  const { server, read, quiet } = page({ history: 1 }, { history: 1 });
  const [fights, bets] = [read('fights'), read('bets')];
  for (const { reader } of [fights, bets]) reader.connect();
  await quiet();
  fights.reader.close();
  for (let n = 0; n < 3; n += 1) await server.append('bets');
  await server.append('fights');
  await server.cut();
  await quiet();
  const late = read('bets');
  late.reader.connect();
  await quiet();
  fights.reader.connect();
  await quiet();
  expect(fights.got).toEqual(['fights-4']);
  expect(late.got).toEqual(['bets-3']);
  expect(bets.got).toEqual(['bets-1', 'bets-2', 'bets-3']);
});

test('a channel that is refused stops alone', async () => {
  const { server, read, quiet } = page();
  const [fights, finance] = [read('fights'), read('finance')];
  for (const { reader } of [fights, finance]) reader.connect();
  await settled();
  await server.refuse(403, {
    category: 'CLIENT',
    code: 'ROLE_NOT_ALLOWED',
    detail: 'received the role bettor, which may not read the channel finance',
  });
  await quiet();
  await server.append('fights');
  expect(finance.reader.view).toMatchObject({ status: 'stopped', stopReason: 'refused' });
  expect(finance.problems).toEqual(['ROLE_NOT_ALLOWED']);
  expect(fights.reader.view.status).toBe('open');
  expect(fights.problems).toEqual([]);
  expect(fights.got).toEqual(['fights-1']);
});

test('other filters, and other readers, have a stream of their own', async () => {
  const { place, server, read } = page();
  const readers = [
    read('fights'),
    read('bets', { priority: 'high' }),
    read('bets', { token: 'u' }),
  ];
  for (const { reader } of readers) reader.connect();
  await settled();
  expect(paths(place)).toEqual(['live.example fights', 'live.example bets', 'live.example bets']);
  await server.cut();
});

test('polling takes over and gives back, on the one cursor', async () => {
  const { place, server, read, quiet } = page();
  const [fights, bets] = [read('fights'), read('bets')];
  for (const { reader } of [fights, bets]) reader.connect();
  await quiet();
  await server.append('fights');
  await server.cut();
  for (let failures = 0; failures < 3; failures += 1) {
    await place.pass(60_000);
    if (server.pending?.url.host === 'live.example') await server.refuse(502);
  }
  await server.append('bets');
  await place.pass(1_000);
  await server.answer();
  expect(place.request.url.host).toBe('management.example');
  expect(bets.reader.view).toMatchObject({ status: 'polling', method: 'poll' });
  await server.append('fights');
  await quiet();
  await server.append('bets');
  expect(bets.reader.view.method).toBe('sse');
  expect(fights.got).toEqual(['fights-1', 'fights-3']);
  expect(bets.got).toEqual(['bets-2', 'bets-4']);
});

const steps = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('append' as const),
      channel: fc.constantFrom('fights' as const, 'bets' as const, 'system' as const),
      isHigh: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('turn' as const), who: fc.nat(7) }) },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('answer' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('partly' as const),
      frames: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('cut' as const) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('refuse' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('lose' as const),
      what: fc.constantFrom('events' as const, 'log' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.nat(20_000) }) },
);

type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/** Runs the script over two readers of each channel, some of which come and go, and then to the end. */
async function play(script: readonly Step[], history: number, canPoll: boolean) {
  const noPolls = { pollUrl: undefined } as unknown as Partial<SharedOptions>;
  const { place, server, read, quiet } = page(
    { history, ...(canPoll ? {} : noPolls) },
    { history },
  );
  const all = [...names, ...names].map(channel => ({
    channel,
    ...read(channel),
    isIn: false,
    shownAtFirst: undefined as number | undefined,
  }));
  // Of a stream that is cut, or asks anew, whoever comes gets what it has, and the rest once it is back.
  const known = new Map<ChannelName, number>();
  const look = (): void => {
    if (!server.isOpen || server.pending) return;
    for (const channel of names) known.set(channel, server.shown(channel).length);
  };
  const toggle = (one: (typeof all)[number]): void => {
    one.isIn = !one.isIn;
    one.shownAtFirst ??= known.get(one.channel) ?? 0;
    if (one.isIn) one.reader.connect();
    else one.reader.close();
  };
  let losses = 0;
  for (const step of script) {
    look();
    if (step.type === 'append') await server.append(step.channel, step.isHigh);
    else if (step.type === 'turn') toggle(all[step.who] as (typeof all)[number]);
    else if (step.type === 'answer') await server.answer();
    else if (step.type === 'partly') await server.answer(step.frames);
    else if (step.type === 'cut') await server.cut();
    else if (step.type === 'refuse') await server.refuse(503);
    else if (step.type === 'pass') await place.pass(step.ms);
    else {
      losses += 1;
      await server.lose(step.what);
    }
  }
  look();
  for (const one of all) if (!one.isIn) toggle(one);
  await quiet();
  for (const channel of ['fights', 'bets', 'system'] as const) await server.append(channel, true);
  await quiet();
  return { all, server, losses, place };
}

function check({ all, server, losses }: Awaited<ReturnType<typeof play>>, history: number): void {
  for (const { channel, got, shownAtFirst = 0, reader } of all) {
    const shown = server.shown(channel);
    expect(reader.view.status).toBe('open');
    expect(got.filter(id => id === 'gap').length).toBeLessThanOrEqual(losses);
    const segments = segmentsOf(got).map(ids => ids.map(id => shown.indexOf(id)));
    // Nothing twice, and in the order of the log; without a gap, nothing is missing.
    const flat = segments.flat();
    expect(flat).toEqual([...new Set(flat)].sort((one, other) => one - other));
    for (const places of segments) {
      const [first = 0] = places;
      expect(places).toEqual(places.map((_, n) => first + n));
    }
    // No older history than a stream of one's own, begun where this one stood, and everything to the end.
    expect(flat[0]).toBeGreaterThanOrEqual(shownAtFirst - history);
    expect(flat.at(-1)).toBe(shown.length - 1);
  }
}

function segmentsOf(got: readonly string[]): readonly (readonly string[])[] {
  const segments: string[][] = [[]];
  for (const id of got) {
    if (id === 'gap') segments.push([]);
    else segments.at(-1)?.push(id);
  }
  return segments;
}

describe('whoever comes, goes and comes back, whatever is cut or lost, each gets what an own stream gives', () => {
  test('by streams, with little history', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 40 }), async script => {
        check(await play(script, 3, false), 3);
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  test('by streams and polls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 40 }), async script => {
        check(await play(script, 50, true), 50);
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
