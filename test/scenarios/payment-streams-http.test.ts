import { connectManagement, type Management } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

/** For an event to arrive on a machine that does much else. */
const patienceMs = 60_000;

let target: Target;
let management: Management;

const people = { bea: unique('bea'), house: unique('house'), mallory: unique('mallory') };
const tokens: Record<'bea' | 'house' | 'mallory' | 'operator' | 'admin' | 'payroll', string> = {
  bea: '',
  house: '',
  mallory: '',
  operator: '',
  admin: '',
  payroll: '',
};

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  tokens.bea = await target.token(people.bea, 'bettor');
  tokens.house = await target.token(people.house, 'bettor');
  tokens.mallory = await target.token(people.mallory, 'bettor');
  tokens.operator = await target.token(unique('operator'), 'operator');
  tokens.admin = await target.token(unique('admin'), 'admin');
  tokens.payroll = await target.sign({
    ...{ sub: unique('payroll'), role: 'backend', ttlSeconds: 3_600 },
    permissions: ['payment-streams:create'],
  });
});
afterAll(async () => {
  await target.close();
});

const get = (path: string, token: string) => management.call('GET', path, { token });
const create = (body: unknown, token = tokens.payroll) =>
  management.call('POST', '/streams', { token, body });

const between = (streamId: string) => ({
  streamId,
  sender: people.house,
  recipient: people.bea,
  ratePerSecond: '1000',
  depositedAmount: '170141183460469231731687303715884105727',
});

const idsOf = (streams: readonly { readonly streamId: string }[]) =>
  streams.map(({ streamId }) => streamId);

test('what a permitted backend creates is an event for its sides, and grows from then on [F2]', async () => {
  const streamId = unique('ps');
  const stream = await target.open('PaymentStreams', { token: tokens.bea, follows: true });
  await stream.until(({ event }) => event === 'connected');
  const { status, body } = await create(between(streamId));
  expect([status, body.stream]).toEqual([
    201,
    {
      ...between(streamId),
      withdrawnAmount: '0',
      startTime: expect.any(Number),
      status: 'active',
      accrued: String(body.at - body.stream.startTime),
      withdrawable: String(body.at - body.stream.startTime),
      uncovered: '0',
    },
  ]);
  const { data } = await stream.until(
    ({ data: seen }) => seen?.data?.streamId === streamId,
    patienceMs,
  );
  expect(data).toMatchObject({
    type: 'stream.created',
    channel: 'payment-streams',
    source: 'PaymentStreams',
    data: { ...between(streamId), startTime: body.stream.startTime, status: 'active' },
  });

  // A thousand a second is one a millisecond of the server's clock.
  for (const token of [tokens.bea, tokens.house, tokens.operator, tokens.admin]) {
    const { body: later } = await get(`/streams/${streamId}`, token);
    expect(later.stream.accrued).toBe(String(later.at - body.stream.startTime));
  }
  await target.update('PaymentStreams', { streamId }, { status: 'paused', snapshotAmount: '7' });
  const { body: paused } = await get(`/streams/${streamId}`, tokens.bea);
  expect(paused.stream).toMatchObject({ status: 'paused', accrued: '7', withdrawable: '7' });
  expect((await create(between(streamId))).body.stream).toMatchObject({ status: 'paused' });
});

test('a creation that is repeated, at once or later, is one payment stream with one event', async () => {
  const streamId = unique('once');
  const stream = await target.open('PaymentStreams', { token: tokens.operator, follows: true });
  await stream.until(({ event }) => event === 'connected');
  const asked = Array.from({ length: 4 }, () => create(between(streamId)));
  const answers = [...(await Promise.all(asked)), await create(between(streamId), tokens.operator)];
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(4).fill(200), 201]);
  expect(new Set(answers.map(({ body }) => body.stream.startTime)).size).toBe(1);

  const other = await create({ ...between(streamId), ratePerSecond: '1001' });
  expect([other.status, other.body.code]).toEqual([409, 'PAYMENT_STREAM_EXISTS']);
  const last = unique('last');
  await create(between(last));
  await stream.until(({ data }) => data?.data?.streamId === last, patienceMs);
  const events = stream.messages.filter(({ data }) => data?.data?.streamId === streamId);
  expect(events.map(({ event }) => event)).toEqual(['stream.created']);
});

test('who made it, and who was refused, stands in the audit', async () => {
  const streamId = unique('audited');
  await create(between(streamId));
  await create({ ...between(streamId), recipient: people.mallory });
  const { entries } = await untilSeen(
    async () => (await get('/audit?action=create_payment_stream&limit=100', tokens.admin)).body,
    ({ entries: seen }) => idsIn(seen, streamId).length === 2,
  );
  expect(idsIn(entries, streamId)).toEqual(['done', 'refused PAYMENT_STREAM_EXISTS']);
});

interface Entry {
  readonly subject?: string;
  readonly outcome: string;
  readonly code?: string;
}

const idsIn = (entries: readonly Entry[], streamId: string) =>
  entries
    .filter(({ subject }) => subject === `payment-stream#${streamId}`)
    .map(({ outcome, code }) => (code === undefined ? outcome : `${outcome} ${code}`))
    .sort();

test('neither bettors nor backends without the permission create, whatever they send', async () => {
  const events = await target.sign({
    ...{ sub: unique('events'), role: 'backend', ttlSeconds: 3_600 },
    permissions: ['events:publish'],
  });
  for (const token of [tokens.bea, tokens.mallory, events]) {
    const { status, body } = await create(between(unique('none')), token);
    expect([status, body.code]).toEqual([403, 'ROLE_NOT_ALLOWED']);
  }
  const { status } = await management.call('POST', '/streams', { body: between(unique('none')) });
  expect(status).toBe(401);
});

test('a stranger gets nothing of a payment stream, and no hint that it is there [F1]', async () => {
  const streamId = unique('secret');
  await create(between(streamId));
  const none = unique('none');
  const refusals = [
    await get(`/streams/${streamId}`, tokens.mallory),
    await get(`/streams/${none}`, tokens.mallory),
    // A permission to create is none to read.
    await get(`/streams/${streamId}`, tokens.payroll),
  ];
  expect(refusals.map(({ status, body }) => [status, body.code])).toEqual(
    refusals.map(() => [404, 'NOT_FOUND']),
  );
  const [there, absent] = refusals.map(({ body }) => body.detail);
  expect(there.replace(streamId, none)).toBe(absent);

  const named = await get(`/streams?streams=${streamId}&streams=${none}`, tokens.mallory);
  expect(named.body.streams).toEqual([]);
  for (const user of [people.bea, people.house, none]) {
    const { status, body } = await get(`/streams?user=${user}`, tokens.mallory);
    expect([status, body.code]).toEqual([403, 'ROLE_NOT_ALLOWED']);
  }
  expect((await get('/streams', tokens.mallory)).body.streams).toEqual([]);
  const { body } = await get('/streams?limit=1', tokens.bea);
  const stolen = await get(`/streams?limit=1&next=${body.next}`, tokens.mallory);
  expect([stolen.status, stolen.body.code]).toEqual([400, 'QUERY_INVALID']);
});

test('each side lists its own, staff list anyone’s and all; of ids that are named only what is seen [F3]', async () => {
  const pia = unique('pia');
  const address = `G${pia}`;
  const who = { sub: pia, role: 'bettor', ttlSeconds: 3_600 };
  const token = await target.sign({ ...who, addresses: [address] });
  const [paid, paying, others] = [unique('a'), unique('b'), unique('c')];
  await create({ ...between(paid), recipient: address });
  await create({ ...between(paying), sender: pia });
  await create(between(others));
  await target.update('PaymentStreams', { streamId: paying }, { status: 'paused' });
  // The indexes lag a moment; what is named is read at once.
  const named = `streams=${paid}&streams=${paying}&streams=${others}`;
  expect(idsOf((await get(`/streams?${named}`, token)).body.streams)).toEqual([paid, paying]);
  const staff = await get(`/streams?${named}`, tokens.operator);
  expect(idsOf(staff.body.streams)).toEqual([paid, paying, others]);
  const listed = (path: string, by: string, wanted: readonly string[]) =>
    untilSeen(
      async () => idsOf((await get(path, by)).body.streams),
      seen => JSON.stringify(seen) === JSON.stringify(wanted),
    );
  await listed('/streams', token, [paid, paying]);
  await listed(`/streams?user=${pia}`, token, [paying]);
  await listed(`/streams?user=${address}`, token, [paid]);
  await listed(`/streams?user=${address}`, tokens.operator, [paid]);
  await listed(`/streams?user=${pia}&status=paused`, tokens.admin, [paying]);
  // The same user without the address is none of its sides.
  const bare = await target.sign(who);
  expect((await get(`/streams/${paid}`, bare)).status).toBe(404);
  expect((await get(`/streams/${paid}`, token)).status).toBe(200);
  expect((await get(`/streams?user=${address}`, bare)).status).toBe(403);
  await untilSeen(
    () => allOf('/streams?status=paused', tokens.admin),
    seen => seen.includes(paying) && !seen.includes(paid),
  );
  expect(await allOf('/streams', tokens.admin)).toEqual(
    expect.arrayContaining([paid, paying, others]),
  );
});

async function allOf(path: string, token: string): Promise<readonly string[]> {
  const found: string[] = [];
  let next: string | undefined;
  do {
    const mark = path.includes('?') ? '&' : '?';
    const { body } = await get(`${path}${next === undefined ? '' : `${mark}next=${next}`}`, token);
    found.push(...idsOf(body.streams));
    next = body.next;
  } while (next !== undefined);
  return found;
}

test('250 payment streams of one person come in pages, each once', async () => {
  const rita = unique('rita');
  const token = await target.token(rita, 'bettor');
  const prefix = unique('many');
  const ids = Array.from({ length: 250 }, (_, n) => `${prefix}-${n}`);
  await Promise.all(
    ids.map((streamId, n) =>
      target.put('PaymentStreams', {
        ...between(streamId),
        ...(n % 2 === 0 ? { sender: rita } : { recipient: rita }),
        status: 'active',
      }),
    ),
  );
  const found = await untilSeen(
    () => allOf('/streams?limit=100', token),
    seen => seen.length >= 250,
  );
  expect(found).toEqual(ids.toSorted());
  const { body } = await get('/streams?limit=100', token);
  const ofAnother = await get(`/streams?status=active&next=${body.next}`, token);
  expect([ofAnother.status, ofAnother.body.code]).toEqual([400, 'QUERY_INVALID']);
});
