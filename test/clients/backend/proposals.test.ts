import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  createPublisher,
  type NewProposal,
  type Publisher,
  type PublisherOptions,
  type TableNames,
} from '../../../clients/backend/index.ts';
import { createProposal, endProposal } from '../../../core/proposal/proposal-desk.ts';
import { currencies } from '../../support/currencies.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

let engine: TestEngine;
let tables: ProposalTestTables;
let publisher: Publisher;

const startMs = Date.parse('2026-11-20T20:00:00.000Z');
let nowMs = startMs;
const now = () => nowMs;
const settings = {
  tables: { Proposals: 'Proposals', Limits: 'Limits' },
  timeoutMs: 180_000,
  currencies: ['MXN', 'JPY'],
  checkUsers: true,
};

const publishedTables: TableNames = {
  ...{ Fights: 'Fights', Bets: 'Bets', Users: 'Users', Transactions: 'Transactions' },
  ...{
    VideoStreams: 'VideoStreams',
    PaymentStreams: 'PaymentStreams',
    Workflows: 'Workflows',
    WorkflowOperations: 'WorkflowOperations',
    SystemReports: 'SystemReports',
    Outbox: 'Outbox',
  },
};

function publisherWith(options: Partial<PublisherOptions> = {}): Publisher {
  return createPublisher({
    client: engine.client,
    tables: publishedTables,
    proposals: settings,
    source: 'shop',
    now,
    ...options,
  });
}

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
  await tables.putFight('open', 'betting');
  publisher = publisherWith();
});
beforeEach(() => {
  nowMs = startMs;
});
afterAll(() => engine.stop());

const offer: Omit<NewProposal, 'requestId'> = {
  ...{ kind: 'pago' as const, fromUserId: 'ana', toUserId: 'beto', fightId: 'open' },
  ...{ amount: 5_000, currency: 'MXN' },
};

const desk = () => ({ store: tables.store, now, timeoutMs: 180_000, currencies });

test('a proposal that a backend makes is as a bettor’s own, for as long as the stack says [G13]', async () => {
  const made = await publisher.proposals.make({ ...offer, requestId: 'r-1', message: '¡va!' });
  const proposal = {
    ...offer,
    message: '¡va!',
    proposalId: made.id,
    status: 'pending',
    createdAt: '2026-11-20T20:00:00.000Z',
    expiresAt: '2026-11-20T20:03:00.000Z',
  };
  expect(made).toEqual({ outcome: 'written', id: made.id, proposal });
  expect(await tables.readProposal(made.id)).toEqual({
    ...proposal,
    pendingUntil: '2026-11-20T20:03:00.000Z',
    madeBy: 'shop',
  });
  expect(await publisher.proposals.get(made.id)).toEqual(proposal);
  expect(await publisher.proposals.get('p-none')).toBeUndefined();
  expect(await tables.setOf('ana')).toContain(made.id);
});

test('the same request makes one, also when the bettor sent it first; another content is refused', async () => {
  const first = await publisher.proposals.make({ ...offer, requestId: 'r-2' });
  nowMs += 1_000;
  expect(await publisher.proposals.make({ ...offer, requestId: 'r-2' })).toEqual({
    ...first,
    outcome: 'already',
  });
  expect(await publisher.proposals.make({ ...offer, amount: 1, requestId: 'r-2' })).toEqual({
    outcome: 'refused',
    id: first.id,
    code: 'REQUEST_ID_REUSED',
    message: 'received a requestId that made another proposal before, expected a new one',
  });
  const { kind, fromUserId, ...data } = offer;
  await createProposal({ kind, fromUserId, requestId: 'r-2b', data }, desk());
  nowMs += 1;
  expect(await publisher.proposals.make({ ...offer, requestId: 'r-2b' })).toMatchObject({
    outcome: 'already',
  });
});

test.each<readonly [string, Partial<NewProposal>, string]>([
  ['to the maker', { toUserId: 'ana' }, 'SELF_PROPOSAL'],
  ['on no fight', { fightId: 'none' }, 'FIGHT_NOT_FOUND'],
  ['on a fight that is live', { fightId: 'live' }, 'BETTING_CLOSED'],
  ['for a user who is banned', { fromUserId: 'ban' }, 'USER_NOT_ALLOWED'],
  ['for a user of an unknown status', { fromUserId: 'odd' }, 'USER_NOT_ALLOWED'],
  ['for no user', { fromUserId: 'nobody' }, 'USER_NOT_ALLOWED'],
  ['to a user who is banned', { toUserId: 'ban' }, 'RECIPIENT_NOT_AVAILABLE'],
  ['to no user', { toUserId: 'nobody' }, 'RECIPIENT_NOT_AVAILABLE'],
  ['in a currency that the stack does not list', { currency: 'USD' }, 'CURRENCY_NOT_ALLOWED'],
])('what holds for bettors holds for backends: none %s', async (title, change, code) => {
  await tables.putFight('live', 'live');
  await tables.putUser('ban', 'banned');
  await tables.putUser('odd', 'retired');
  const made = await publisher.proposals.make({ ...offer, ...change, requestId: `no-${code}` });
  expect(made).toMatchObject({ outcome: 'refused', code });
  expect(await publisher.proposals.get(made.id)).toBeUndefined();
  if (title === 'for a user of an unknown status') {
    expect(made).toMatchObject({
      message:
        'user odd has status "retired" (none of pending, active, banned), expected status active',
    });
  }
});

test('where users are kept elsewhere anybody may, but for a maker who is banned here', async () => {
  const elsewhere = publisherWith({ proposals: { ...settings, checkUsers: false } });
  await tables.putUser('ban', 'banned');
  const make = (fromUserId: string, toUserId: string) =>
    elsewhere.proposals.make({ ...offer, fromUserId, toUserId, requestId: 'r-3' });
  expect(await make('stranger', 'other')).toMatchObject({ outcome: 'written' });
  expect(await make('ban', 'other')).toMatchObject({ code: 'USER_NOT_ALLOWED' });
});

test.each([
  ['one that nobody knows', ['MXN', 'PESO'], '["MXN","PESO"]'],
  ['one twice', ['MXN', 'MXN'], '["MXN","MXN"]'],
  ['none', [], '[]'],
  ['a text', 'MXN', '"MXN"'],
  ['nothing', undefined, 'undefined'],
])('a publisher of a stack whose currencies are %s is refused', (_title, currencies, received) => {
  const proposals = { ...settings, currencies: currencies as readonly string[] };
  expect(() => publisherWith({ proposals })).toThrow(
    `proposals.currencies: received ${received}, expected codes of ISO 4217, at least one, each once`,
  );
});

test.each<readonly [string, () => Promise<unknown>, string]>([
  [
    'an id that none can be',
    () => publisher.proposals.get(''),
    'not read: proposalId is "", expected 1 to 80 letters, digits, dots, dashes or underscores',
  ],
  [
    'no id',
    () => publisher.proposals.get(undefined as never),
    'not read: proposalId is missing, expected string',
  ],
  [
    'nobody’s',
    () => publisher.proposals.pendingOf(null as never),
    'not read: userId is missing, expected string',
  ],
])('what cannot be read is reported: %s', async (_title, read, message) => {
  await expect(read()).rejects.toMatchObject({ code: 'INPUT_INVALID', message });
});

test.each<readonly [string, object, readonly string[]]>([
  ['no currency', { currency: undefined }, ['currency']],
  ['half an amount', { amount: 0.5 }, ['amount']],
  ['a negative amount', { amount: -5 }, ['amount']],
  ['no request id', { requestId: undefined }, ['requestId']],
  ['no maker, and a third kind', { fromUserId: '', kind: 'tal' }, ['kind', 'fromUserId']],
  ['half an emoji', { message: '\ud83d' }, ['message']],
  ['a field that there is not', { note: 'x' }, ['note']],
])('%s is refused before anything is written', async (_title, change, fields) => {
  const bad = { ...offer, requestId: 'r-4', ...change } as NewProposal;
  const error = await publisher.proposals.make(bad).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'MalformedItemError', code: 'INPUT_INVALID' });
  const { problems } = error as { problems: readonly { field: string }[] };
  expect(problems.map(({ field }) => field).toSorted()).toEqual(fields.toSorted());
});

test('the 20 places of a maker are one bound for backend and bettor together [G13]', async () => {
  const { kind, toUserId, fightId, amount, currency } = offer;
  const data = { toUserId, fightId, amount, currency };
  const byBackend = Array.from({ length: 25 }, (_, at) =>
    publisher.proposals.make({ ...offer, fromUserId: 'carla', requestId: `b-${at}` }),
  );
  const byBettor = Array.from({ length: 8 }, async (_, at) =>
    createProposal({ kind, fromUserId: 'carla', requestId: `s-${at}`, data }, desk()),
  );
  const backend = await Promise.all(byBackend);
  const bettor = await Promise.all(byBettor);
  const made =
    backend.filter(({ outcome }) => outcome === 'written').length +
    bettor.filter(answer => answer.kind === 'done').length;
  expect(made).toBe(20);
  expect(backend.find(({ outcome }) => outcome === 'refused')).toMatchObject({
    code: 'TOO_MANY_PENDING',
    message: 'user carla has 20 pending proposals, expected fewer; wait, or cancel one',
  });
  const [first] = backend;
  await publisher.proposals.cancel({ proposalId: first?.id ?? '', fromUserId: 'carla' });
  expect(
    await publisher.proposals.make({ ...offer, fromUserId: 'carla', requestId: 'again' }),
  ).toMatchObject({ outcome: 'written' });
});

describe('cancelling', () => {
  test('ends it for both sides, and a second time changes nothing', async () => {
    const { id } = await publisher.proposals.make({ ...offer, requestId: 'c-1' });
    nowMs += 5_000;
    const cancelled = await publisher.proposals.cancel({ proposalId: id, fromUserId: 'ana' });
    expect(cancelled).toMatchObject({
      outcome: 'written',
      proposal: { status: 'cancelled', decidedAt: '2026-11-20T20:00:05.000Z' },
    });
    expect(await tables.readProposal(id)).toMatchObject({ status: 'cancelled', endedBy: 'shop' });
    expect(await publisher.proposals.cancel({ proposalId: id, fromUserId: 'ana' })).toEqual({
      ...cancelled,
      outcome: 'already',
    });
  });

  test('is for the maker’s own that are pending and in time', async () => {
    const { id: proposalId } = await publisher.proposals.make({ ...offer, requestId: 'c-2' });
    const cancel = (change: object = {}) =>
      publisher.proposals.cancel({ proposalId, fromUserId: 'ana', ...change });
    expect(await cancel({ fromUserId: 'beto' })).toMatchObject({ code: 'NOT_MAKER' });
    expect(await cancel({ fromUserId: 'eva' })).toEqual({
      outcome: 'refused',
      id: proposalId,
      code: 'PROPOSAL_NOT_FOUND',
      message: `there is no proposal ${proposalId} of or to user eva`,
    });
    expect(await cancel({ proposalId: 'p-none' })).toMatchObject({ code: 'PROPOSAL_NOT_FOUND' });
    nowMs += 180_000;
    expect(await cancel()).toMatchObject({ code: 'PROPOSAL_EXPIRED' });
    await expect(cancel({ proposalId: 'a b' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  test('and accepting at once: of 50 races each has one outcome, which both receive', async () => {
    const outcomes = { accepted: 0, cancelled: 0 };
    for (let race = 0; race < 50; race += 1) {
      const asked = { ...offer, fromUserId: 'dora', requestId: `race-${race}` };
      const { id: proposalId } = await publisher.proposals.make(asked);
      const acts = [
        () => publisher.proposals.cancel({ proposalId, fromUserId: 'dora' }),
        () =>
          endProposal(
            { proposalId, action: 'accept', userId: 'beto', decisionId: `d-${race}` },
            desk(),
          ),
      ] as const;
      const [cancelled, accepted] =
        race % 2 === 0
          ? await Promise.all([acts[0](), acts[1]()])
          : (await Promise.all([acts[1](), acts[0]()])).toReversed();
      const stands = await publisher.proposals.get(proposalId);
      if (stands?.status === 'accepted') {
        expect(accepted).toMatchObject({ kind: 'done', outcome: 'accepted' });
        expect(cancelled).toMatchObject({ outcome: 'refused', code: 'PROPOSAL_NOT_PENDING' });
        outcomes.accepted += 1;
      } else {
        expect(stands?.status).toBe('cancelled');
        expect(accepted).toMatchObject({ kind: 'refused', code: 'PROPOSAL_NOT_PENDING' });
        expect(cancelled).toMatchObject({ outcome: 'written' });
        outcomes.cancelled += 1;
      }
    }
    // Else these were no races.
    expect(outcomes.accepted).toBeGreaterThan(0);
    expect(outcomes.cancelled).toBeGreaterThan(0);
  });
});

describe('the proposals of a user', () => {
  test('are read a page at a time: pending ones of both sides, and what ended of late', async () => {
    for (let at = 0; at < 60; at += 1) {
      const mine = {
        fromUserId: at % 2 ? 'eva' : `maker-${at}`,
        toUserId: at % 2 ? 'beto' : 'eva',
      };
      await tables.putProposal({
        ...{ ...offer, ...mine, proposalId: `list-${String(at).padStart(2, '0')}` },
        ...{ status: 'pending' as const, message: 'x'.repeat(3_000) },
        ...{ createdAt: '2026-11-20T19:59:00.000Z', expiresAt: '2026-11-20T20:02:00.000Z' },
      });
    }
    await publisher.proposals.cancel({ proposalId: 'list-01', fromUserId: 'eva' });
    const seen = { pending: 0, recent: 0, pages: 0 };
    let next: string | undefined;
    do {
      const page = await publisher.proposals.pendingOf({ userId: 'eva', next });
      seen.pending += page.pending.length;
      seen.recent += page.recent.length;
      seen.pages += 1;
      next = page.next;
    } while (next !== undefined);
    expect(seen).toEqual({ pending: 59, recent: 1, pages: 2 });
  });

  test('a next that no page had is refused', async () => {
    await expect(
      publisher.proposals.pendingOf({ userId: 'eva', next: 'nothing' }),
    ).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'next: received what no page had as next, expected it unchanged',
    });
  });
});

test('what was done though its answer was lost is done once, and returned as written', async () => {
  const lost: string[] = [];
  const client: DynamoDBDocumentClient = Object.create(engine.client, {
    send: {
      async value(this: DynamoDBDocumentClient, ...args: readonly object[]) {
        const answer = await Reflect.apply(engine.client.send, this, args);
        const name = args[0]?.constructor.name ?? '';
        if (!/^(Transact|Update)/.test(name) || lost.includes(name)) return answer;
        lost.push(name);
        throw Object.assign(new Error('no answer came'), { name: 'TimeoutError' });
      },
    },
  });
  const unlucky = publisherWith({ client, retry: { pause: async () => {} } });
  const asked = { ...offer, fromUserId: 'seth', requestId: 'lost-1' };
  const made = await unlucky.proposals.make(asked);
  expect(made).toMatchObject({ outcome: 'written', proposal: { status: 'pending' } });
  expect(await tables.setOf('seth')).toEqual([made.id]);
  nowMs += 1_000;
  expect(await unlucky.proposals.make(asked)).toMatchObject({ outcome: 'already' });
  const cancelled = await unlucky.proposals.cancel({ proposalId: made.id, fromUserId: 'seth' });
  expect(cancelled).toMatchObject({ outcome: 'written', proposal: { status: 'cancelled' } });
  expect(lost).toEqual(['TransactWriteCommand', 'UpdateCommand']);
});

test('a client that wraps its numbers works as well', async () => {
  const plain = new DynamoDBClient({
    ...{ endpoint: engine.endpoint, region: 'us-east-1' },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const client = DynamoDBDocumentClient.from(plain, { unmarshallOptions: { wrapNumbers: true } });
  const wrapping = publisherWith({ client });
  const made = await wrapping.proposals.make({ ...offer, fromUserId: 'seth', requestId: 'w-1' });
  expect(made.outcome).toBe('written');
  expect(await wrapping.proposals.get(made.id)).toMatchObject({ amount: 5_000 });
  client.destroy();
});

test('a publisher that knows nothing of the stack’s proposals says so', async () => {
  const bare = createPublisher({ client: engine.client, tables: publishedTables });
  await expect(bare.proposals.make({ ...offer, requestId: 'r-5' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message:
      'received a publisher without `proposals`, expected what readStackTables gives: the tables and settings of proposals',
  });
});

test('after close() none is made, and the queue of them is bounded', async () => {
  const small = publisherWith({ maxPending: 2 });
  const make = (n: number) =>
    small.proposals.make({ ...offer, fromUserId: 'tess', requestId: `q-${n}` });
  const results = await Promise.allSettled([make(1), make(2), make(3)]);
  expect(results.map(result => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(results[2]).toMatchObject({ reason: { code: 'QUEUE_FULL' } });
  await small.close();
  await expect(make(4)).rejects.toMatchObject({ code: 'PUBLISHER_CLOSED' });
});

test('what a backend has written under those names for itself hides no proposal', async () => {
  const { id } = await publisher.proposals.make({ ...offer, requestId: 'own-1' });
  const Item = { ...(await tables.readProposal(id)), madeBy: 7, endedBy: { by: 'x' } };
  await engine.client.send(new PutCommand({ TableName: 'Proposals', Item }));
  expect(await publisher.proposals.get(id)).toMatchObject({ proposalId: id });
});
