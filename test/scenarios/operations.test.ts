import { requireOutput } from '../../tools/outputs.ts';
import { connectBettor, handshakeStatus } from './support/bettor.ts';
import { connectManagement, type Management } from './support/management.ts';
import { type QuietHost, startQuietHost } from './support/own-host.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

/** Of its own: what is counted here is counted exactly, and a table fails. */
let host: QuietHost;
let target: Target;
let management: Management;
let admin: string;
const adminId = unique('chief');

beforeAll(async () => {
  host = await startQuietHost('operations');
  target = await connectTarget(host.outputsFile);
  management = await connectManagement(target);
  admin = await target.token(adminId, 'admin');
}, 300_000);
afterAll(async () => {
  await target?.close();
  await host?.stop();
});

/** Statistics and audit lag by some seconds: requests them until they are as wanted. */
// biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
async function until(path: string, wanted: (body: any) => boolean) {
  const look = async () => (await management.call('GET', path, { token: admin })).body;
  return await untilSeen(look, wanted, { everyMs: 500 });
}

interface ChannelStats {
  readonly channel: string;
  readonly connections: { readonly sse: number; readonly ws: number };
  readonly deliveries: number;
  readonly latencyMs?: Readonly<Record<'samples' | 'p50' | 'p95' | 'p99', number>>;
  readonly minutes: readonly {
    readonly start: number;
    readonly events: number;
    readonly deliveries: number;
  }[];
}

const of = (channel: string, body: { readonly channels: readonly ChannelStats[] }) => {
  const found = body.channels.find(each => each.channel === channel);
  if (found === undefined) throw new Error(`no statistics of ${channel}`);
  return found;
};

/** What was counted since an earlier look, minute by minute: old minutes leave the window meanwhile. */
function since(before: ChannelStats, { minutes }: ChannelStats) {
  const known = new Map(before.minutes.map(each => [each.start, each]));
  return minutes.reduce(
    (sum, { start, events, deliveries }) => ({
      events: sum.events + events - (known.get(start)?.events ?? 0),
      deliveries: sum.deliveries + deliveries - (known.get(start)?.deliveries ?? 0),
    }),
    { events: 0, deliveries: 0 },
  );
}

test('three environments of one function: /stats counts their connections, events and deliveries [G11]', async () => {
  // Streams of other tests have ended, and reported what they counted.
  const before = of(
    'finance',
    await until('/stats', body => of('finance', body).connections.sse === 0),
  );
  const readers = await Promise.all([1, 2, 3].map(() => target.open('Finance')));
  await Promise.all(readers.map(reader => reader.until(({ event }) => event === 'connected')));
  const during = await until('/stats', body => of('finance', body).connections.sse === 3);
  const oldest = during.connections.oldest;
  expect(oldest.connectedAt).toBeLessThanOrEqual(Date.now());
  // Another read of the index, which may lag behind the one before.
  const listed = await until('/connections?channel=finance', body => body.connections.length === 3);
  expect(listed.next).toBeUndefined();

  const ids = Array.from({ length: 7 }, () => unique('t'));
  for (const transactionId of ids) {
    await target.put('Transactions', {
      transactionId,
      userId: 'ana',
      type: 'deposit',
      amount: 5_000,
      currency: 'MXN',
      status: 'pending',
    });
  }
  for (const reader of readers) {
    for (const id of ids) await reader.until(({ data }) => data.data?.transactionId === id);
  }
  const after = of(
    'finance',
    await until('/stats', body => since(before, of('finance', body)).deliveries >= 21),
  );
  expect(since(before, after)).toEqual({ events: 7, deliveries: 21 });
  expect(after.latencyMs?.samples).toBeGreaterThanOrEqual(21);
  expect(after.latencyMs?.p50).toBeLessThanOrEqual(after.latencyMs?.p95 ?? 0);
  expect(after.latencyMs?.p95).toBeLessThanOrEqual(after.latencyMs?.p99 ?? 0);
}, 150_000);

test('the hour that runs has what was counted, and the most who were there at once', async () => {
  // Connections are counted once a minute, and hours added up then: as often as it takes.
  const { hours } = await untilSeen(
    async () => (await management.call('GET', '/stats?per=hour', { token: admin })).body,
    body => body.hours.some((hour: { readonly peaks?: object }) => hour.peaks !== undefined),
    { everyMs: 2_000, withinMs: 200_000 },
  );
  for (const { start, countedUntil, peaks } of hours) {
    expect(countedUntil - start).toBeLessThanOrEqual(3_600_000);
    if (peaks !== undefined) expect(peaks.samples).toBeGreaterThan(0);
  }
}, 240_000);

test('an operator’s statistics have nothing of channels that operators may not read', async () => {
  const token = await target.token(unique('op'), 'operator');
  const { body } = await management.call('GET', '/stats', { token });
  const channels = body.channels.map(({ channel }: ChannelStats) => channel);
  expect(channels).toContain('fights');
  expect(channels).not.toContain('users');
  expect(channels).not.toContain('finance');
  expect(JSON.stringify(body)).not.toMatch(/finance|users/);
});

test('refused streams are errors of their category, and few audit entries with a count [L6]', async () => {
  const userId = unique('nosy');
  const token = await target.token(userId, 'bettor');
  const openings = Array.from({ length: 30 }, () => target.open('Users', { token }));
  const statuses = (await Promise.all(openings)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([403]));
  const { entries } = await until(`/audit?actor=${userId}`, body => {
    const counts = body.entries.map(({ count }: { count: number }) => count);
    // One whose answer the table gave too late, on a slow machine, is written and counted again.
    return counts.reduce((sum: number, count: number) => sum + count, 0) >= 30;
  });
  // One a minute, and the border of a minute may lie between them.
  expect(entries.length).toBeLessThanOrEqual(2);
  expect(entries[0]).toMatchObject({
    actor: userId,
    role: 'bettor',
    action: 'open_stream',
    subject: 'channel#users',
    outcome: 'refused',
    code: 'ROLE_NOT_ALLOWED',
    sourceIp: expect.any(String),
    correlationId: expect.any(String),
  });
  const { errors } = await until('/stats', body => {
    const users = body.errors.bySource.find((each: { source: string }) => each.source === 'users');
    return users.byCategory.CLIENT.count >= 30;
  });
  const users = errors.bySource.find((each: { source: string }) => each.source === 'users');
  expect(users.requests).toBeGreaterThanOrEqual(30);
  expect(users.byCategory.CLIENT.rate).toBeCloseTo(
    users.byCategory.CLIENT.count / users.requests,
    9,
  );
}, 150_000);

test('a stranger who is refused is audited on every channel', async () => {
  const from = Date.now();
  const urls = Object.entries(target.outputs).filter(([key]) => key.endsWith('ChannelUrl'));
  expect(urls.length).toBeGreaterThanOrEqual(9);
  for (const [, url] of urls) expect((await fetch(url)).status).toBe(401);
  await until(`/audit?actor=anonymous&action=open_stream&from=${from}&limit=100`, ({ entries }) => {
    const refused = entries.filter(({ code }: { code: string }) => code === 'TOKEN_REFUSED');
    return new Set(refused.map(({ subject }: { subject: string }) => subject)).size === urls.length;
  });
}, 150_000);

test('a socket’s actions are audited, done and refused, and so is who may not connect [W5]', async () => {
  const fightId = unique('f');
  await target.put('Fights', { fightId, title: 'Pelea', status: 'betting' });
  const ana = await connectBettor(target);
  const beto = unique('beto');
  await target.enroll(beto);
  const wish = { toUserId: beto, fightId, amount: 5_000 };
  const made = await ana.ask('create_pago_proposal', wish);
  await ana.ask('cancel_proposal', { proposalId: made.data.proposalId });
  const refused = await ana.ask('create_doy_proposal', { ...wish, toUserId: ana.userId });
  expect(refused.data).toMatchObject({
    code: 'SELF_PROPOSAL',
    category: 'VALIDATION',
    recovery: 'none',
  });
  await ana.ask('ping');
  await ana.close();
  const proposal = `proposal#${made.data.proposalId}`;
  const wanted = [
    'connect connection done',
    `create_pago_proposal ${proposal} done`,
    `cancel_proposal ${proposal} done`,
    `create_doy_proposal fight#${fightId} refused SELF_PROPOSAL`,
  ];
  const actionsIn = ({ entries }: { readonly entries: readonly Record<string, string>[] }) =>
    entries.map(({ action, subject, outcome, code }) =>
      `${action} ${subject?.replace(/^connection#.*/, 'connection')} ${outcome} ${code ?? ''}`.trim(),
    );
  // An action that was sent once more has a second entry.
  const audit = await until(`/audit?actor=${ana.userId}`, body => {
    const actions = actionsIn(body);
    return wanted.every(entry => actions.includes(entry));
  });
  expect(actionsIn(audit).filter(entry => entry.startsWith('ping'))).toEqual([]);

  const url = requireOutput(target.outputs, 'ProposalsWebSocketUrl');
  expect(await handshakeStatus(url, ['gallobets.v1', 'bearer.nonsense'])).toBe(401);
  const from = Date.now() - 120_000;
  await until(`/audit?actor=anonymous&action=connect&from=${from}`, body =>
    body.entries.some(
      (entry: Record<string, unknown>) =>
        entry.outcome === 'refused' && entry.code === 'TOKEN_REFUSED',
    ),
  );
}, 150_000);

test('an admin’s action is audited with its reason, and found by actor, by action and by both [W5]', async () => {
  const userId = unique('bea');
  const body = { reason: 'an audit scenario' };
  const path = `/users/${userId}/connections`;
  const done = await management.call('DELETE', path, { token: admin, body });
  const bettor = await target.token(userId, 'bettor');
  await management.call('DELETE', path, { token: bettor, body });
  const wanted = {
    actor: adminId,
    role: 'admin',
    subject: `user#${userId}`,
    outcome: 'done',
    reason: 'an audit scenario',
    correlationId: done.headers.get('x-request-id'),
    count: 1,
  };
  const isThere = (page: { entries: readonly { subject?: string }[] }) =>
    page.entries.some(({ subject }) => subject === `user#${userId}`);
  const { entries: byActor } = await until(`/audit?actor=${adminId}`, isThere);
  const entry = byActor.find(({ subject }: typeof wanted) => subject === `user#${userId}`);
  expect(entry).toMatchObject(wanted);
  const { action } = entry;
  await until(`/audit?action=${action}&from=${entry.at}`, isThere);
  await until(`/audit?actor=${adminId}&action=${action}`, isThere);
  await until(`/audit?from=${entry.at}&to=${entry.at + 60_000}&limit=100`, isThere);
  const { entries: theirs } = await until(`/audit?actor=${userId}`, isThere);
  expect(theirs[0]).toMatchObject({ action, outcome: 'refused', code: 'ROLE_NOT_ALLOWED' });
}, 150_000);

test('pages of the audit give each entry once', async () => {
  const path = `/audit?actor=${adminId}&limit=1`;
  for (let n = 0; n < 3; n += 1) {
    await management.call('POST', '/token', { token: admin, body: {} });
  }
  // An index may lag: until all of them are there.
  const ids = await untilSeen(
    () => idsOfAllPages(path),
    found => found.length >= 4,
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted().toReversed()).toEqual(ids);
}, 150_000);

async function idsOfAllPages(path: string): Promise<string[]> {
  const ids: string[] = [];
  let next: string | undefined;
  do {
    const asked = next === undefined ? path : `${path}&next=${next}`;
    const { body } = await management.call('GET', asked, { token: admin });
    ids.push(...body.entries.map(({ id }: { id: string }) => id));
    next = body.next;
  } while (next !== undefined);
  return ids;
}

test('anyone may read whether it works, and an admin each component [G11]', async () => {
  const { body: status } = await management.call('GET', '/health');
  expect(Object.keys(status)).toEqual(['status']);
  const asked = await management.call('GET', `/health?details=true&token=${admin}`);
  expect(asked.status).toBe(200);
  const { body } = await management.call('GET', '/health?details=true', { token: admin });
  expect(body.components.map(({ name }: { name: string }) => name)).toEqual([
    'event-log',
    'connections',
    'revocations',
    'token-key',
    'audit',
    'webhooks',
    'statistics',
    'fan-out',
    'delivery',
  ]);
});

/** What the local host can make happen; AWS cannot be asked to. */
async function withDatabaseFault(fault: object, work: () => Promise<void>): Promise<void> {
  const url = `${requireOutput(target.outputs, 'AwsEndpointUrl')}/_host/faults`;
  const set = async (database: readonly object[]) => {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ database }) });
    expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
  };
  await set([fault]);
  await work().finally(() => set([]));
}

interface Report {
  readonly components: readonly { readonly name: string; readonly status: string }[];
}

const auditStatus = ({ components }: Report) =>
  components.find(({ name }) => name === 'audit')?.status;

const onLocalHost = () => target.outputs.AwsEndpointUrl !== undefined;

test('without the audit table actions go on, and the health is degraded [L6]', async () => {
  if (!onLocalHost()) return;
  const userId = unique('bea');
  const outage = { table: 'AuditTable', operations: ['UpdateItem', 'Query'], kind: 'outage' };
  await withDatabaseFault(outage, async () => {
    const body = { reason: 'no audit' };
    const path = `/users/${userId}/connections`;
    expect((await management.call('DELETE', path, { token: admin, body })).status).toBe(200);
    const bettor = await connectBettor(target);
    expect(await bettor.ask('get_pending_proposals')).toMatchObject({ event: 'pending_proposals' });
    await bettor.close();
    const { status } = await until(
      '/health?details=true',
      report => auditStatus(report) === 'degraded',
    );
    expect(status).not.toBe('healthy');
  });
  await until('/health?details=true', report => auditStatus(report) === 'healthy');
}, 150_000);
