import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import {
  type Receiver,
  type RunningReceiver,
  receivers,
  startPoll,
  startReceiver,
} from './receiver-process.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const anotherSecret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';

const eventOf = (number: number, more: object = {}) => ({
  type: 'BET_MATCHED',
  timestamp: 1_795_291_204_250,
  data: { betId: `bet-${number}`, note: 'añá 🐓' },
  id: `e-${number}.matched`,
  ...{ priority: 'normal', source: 'Bets', version: '1.0', channel: 'bets' },
  ...more,
});
const deliveryOf = (number: number, more: object = {}) =>
  eventOf(number, { cursor: `k3f9.${number}`, ...more });
const printed = (number: number) => `event bets BET_MATCHED e-${number}.matched`;

let folder: string;
let running: RunningReceiver | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'webhook-receiver-'));
  await writeFile(join(folder, 'keys'), `${secret}\n`);
  await writeFile(join(folder, 'token'), 'a-token\n');
});
afterEach(async () => {
  await running?.stop('SIGKILL');
  running = undefined;
  await rm(folder, { recursive: true });
});

async function start(receiver: Receiver, ...more: string[]): Promise<RunningReceiver> {
  const flags = ['--secret-file', join(folder, 'keys'), '--cursor-file', join(folder, 'cursor')];
  running = await startReceiver(receiver, [...flags, ...more]);
  return running;
}

const savedCursor = async () => (await readFile(join(folder, 'cursor'), 'utf8')).trim();

interface Posted {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A message as the library signs it. */
function signed(
  content: object,
  {
    id = `msg_${JSON.stringify(content).length}`,
    atMs = Date.now(),
    by = new StandardWebhook(secret),
  }: {
    readonly id?: string;
    readonly atMs?: number;
    readonly by?: StandardWebhook | SvixWebhook;
  } = {},
): Posted {
  const body = JSON.stringify(content);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(atMs / 1_000)),
    'webhook-signature': by.sign(id, new Date(atMs), body),
  };
  return { body, headers };
}

async function post(url: string, { body, headers }: Posted): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}

async function outputsFor(managementUrl: string): Promise<string[]> {
  const outputs = join(folder, 'outputs.json');
  await writeFile(outputs, JSON.stringify({ GalloBetsRealtime: { ManagementUrl: managementUrl } }));
  return [
    ...['--outputs', outputs, '--token-file', join(folder, 'token')],
    ...['--channels', 'bets,fights'],
  ];
}

for (const { name, missing } of receivers) {
  if (missing !== undefined)
    test.skip(`the receiver in ${name} is not tried: ${missing}`, () => {});
}

describe.each(receivers.filter(({ missing }) => missing === undefined))(
  'the receiver in $name',
  receiver => {
    test.each([
      ['standardwebhooks', new StandardWebhook(secret)],
      ['svix', new SvixWebhook(secret)],
    ])('what %s signs is taken, and worked on [W3]', async (_name, by) => {
      const { url, until, stop } = await start(receiver);
      expect(await post(url, signed(deliveryOf(1), { by }))).toBe(204);
      await until(printed(1));
      expect(await stop()).toBe(0);
      expect(await savedCursor()).toBe('k3f9.1');
    });

    test('what is changed, old, new, unsigned or of another key is refused [W3]', async () => {
      const { url, lines, until } = await start(receiver);
      const good = signed(deliveryOf(1));
      const { headers } = good;
      const [version, signature = ''] = (headers['webhook-signature'] ?? '').split(',');
      const changedSignature = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      const refused: readonly Posted[] = [
        { ...good, body: good.body.replace('bet-1', 'bet-2') },
        { ...good, body: `${good.body}\n` },
        { ...good, headers: { ...headers, 'webhook-id': 'msg_other' } },
        {
          ...good,
          headers: {
            ...headers,
            'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1),
          },
        },
        { ...good, headers: { ...headers, 'webhook-signature': `${version},${changedSignature}` } },
        { ...good, headers: { ...headers, 'webhook-signature': signature } },
        { ...good, headers: { ...headers, 'webhook-signature': `v2,${signature}` } },
        { ...good, headers: { ...headers, 'webhook-timestamp': 'now' } },
        { ...good, headers: { 'content-type': 'application/json' } },
        signed(deliveryOf(1), { atMs: Date.now() - 302_000 }),
        signed(deliveryOf(1), { atMs: Date.now() + 600_000 }),
        signed(deliveryOf(1), { by: new SvixWebhook(anotherSecret) }),
      ];
      const statuses: number[] = [];
      for (const each of refused) statuses.push(await post(url, each));
      expect(statuses).toEqual(refused.map(() => 401));
      expect(await post(url, good)).toBe(204);
      await until(printed(1));
      expect(lines).toEqual([printed(1)]);
    });

    test('it knows its path, its method, and how long a body may be', async () => {
      const { url } = await start(receiver);
      expect(await post(url.replace('/hooks', '/other'), signed(deliveryOf(1)))).toBe(404);
      expect((await fetch(url)).status).toBe(405);
      expect(await post(url, signed({ hello: 'world' }))).toBe(400);
      const large = signed(deliveryOf(1, { data: { text: 'x'.repeat(600 * 1_024) } }));
      // It may be refused before it is sent whole.
      const status = await post(url, large).catch(() => 413);
      expect(status).toBe(413);
    });

    test('signed by two keys, either of which it has, a message is taken', async () => {
      const { url } = await start(receiver);
      const good = signed(deliveryOf(1));
      const other = signed(deliveryOf(1), { by: new SvixWebhook(anotherSecret) });
      const both = [other, good].map(({ headers }) => headers['webhook-signature']).join(' ');
      expect(
        await post(url, { ...good, headers: { ...good.headers, 'webhook-signature': both } }),
      ).toBe(204);
    });

    test('a repeat is answered well and dropped, by its id and by its event’s', async () => {
      const { url, lines, until } = await start(receiver);
      expect(await post(url, signed(deliveryOf(1), { id: 'msg_1' }))).toBe(204);
      expect(await post(url, signed(deliveryOf(1), { id: 'msg_1' }))).toBe(204);
      expect(await post(url, signed(deliveryOf(1), { id: 'msg_2' }))).toBe(204);
      await until('repeat e-1.matched', 2);
      expect(await post(url, signed(deliveryOf(2), { id: 'msg_3' }))).toBe(204);
      await until(printed(2));
      expect(lines.filter(line => line.startsWith('event'))).toEqual([printed(1), printed(2)]);
    });

    test('it answers before the work is done, and ends only with what it has taken', async () => {
      const { url, lines, stop } = await start(receiver, '--work-ms', '300');
      for (const number of [1, 2, 3]) {
        expect(await post(url, signed(deliveryOf(number), { id: `msg_${number}` }))).toBe(204);
      }
      expect(lines.length).toBeLessThan(3);
      expect(await stop()).toBe(0);
      expect(lines).toEqual([printed(1), printed(2), printed(3)]);
      expect(await savedCursor()).toBe('k3f9.3');
    });

    test('the cursor that it remembers is the latest, whatever comes after it, and a test has none', async () => {
      const { url, until, stop } = await start(receiver);
      for (const number of [9, 12, 10, 11]) {
        await post(url, signed(deliveryOf(number), { id: `msg_${number}` }));
      }
      await post(url, signed({ ...eventOf(1), type: 'webhook.test', channel: 'system' }));
      await until('event system webhook.test e-1.matched');
      expect(await stop()).toBe(0);
      expect(await savedCursor()).toBe('k3f9.12');
    });

    test('what is missing before a delivery is reported', async () => {
      const { url, until } = await start(receiver);
      const gap = { from: 'k3f9.1', to: 'k3f9.40', reason: 'expired' };
      expect(await post(url, signed(deliveryOf(41, { gap })))).toBe(204);
      await until('gap k3f9.1 k3f9.40 expired: events are lost');
      await until(printed(41));
    });

    test('at its first start there is nothing to catch up with', async () => {
      const poll = await startPoll(() => ({ status: 500 }));
      const { url, until, errors } = await start(
        receiver,
        ...(await outputsFor(poll.managementUrl)),
      );
      expect(await post(url, signed(deliveryOf(1)))).toBe(204);
      await until(printed(1));
      expect(poll.asked).toEqual([]);
      expect(errors).toEqual([]);
      await poll.stop();
    });

    test('at its start it takes what it missed, page by page, and nothing twice [W3]', async () => {
      const firstPage = Promise.withResolvers<object>();
      const poll = await startPoll(async cursor =>
        cursor === 'k3f9.3'
          ? await firstPage.promise
          : { events: [6, 7].map(number => eventOf(number)), cursor: 'k3f9.7', hasMore: false },
      );
      await writeFile(join(folder, 'cursor'), 'k3f9.3\n');
      const flags = await outputsFor(poll.managementUrl);
      const { url, lines, until, stop } = await start(receiver, ...flags);
      // Of now, while it still reads what was before: one that the pages have too, and one behind them.
      expect(await post(url, signed(deliveryOf(7), { id: 'msg_7' }))).toBe(204);
      expect(await post(url, signed(deliveryOf(9), { id: 'msg_9' }))).toBe(204);
      await until(printed(9));
      expect(await savedCursor()).toBe('k3f9.3');
      const events = [4, 5].map(number => eventOf(number));
      firstPage.resolve({ events, cursor: 'k3f9.5', hasMore: true });
      await until('caught up with 4 events');
      expect(poll.asked).toEqual([
        { url: '/poll?channels=bets%2Cfights&cursor=k3f9.3', authorization: 'Bearer a-token' },
        { url: '/poll?channels=bets%2Cfights&cursor=k3f9.5', authorization: 'Bearer a-token' },
      ]);
      expect(await stop()).toBe(0);
      expect(lines).toEqual([
        ...[printed(7), printed(9), printed(4), printed(5)],
        ...['repeat e-7.matched', printed(6), 'caught up with 4 events'],
      ]);
      expect(await savedCursor()).toBe('k3f9.9');
      await poll.stop();
    });

    test('killed with work left, it is given all of it at its next start [W3]', async () => {
      const events = [1, 2, 3].map(number => eventOf(number));
      const poll = await startPoll(() => ({ events, cursor: 'k3f9.3', hasMore: false }));
      await writeFile(join(folder, 'cursor'), 'k3f9.0\n');
      const first = await start(receiver, '--work-ms', '300');
      for (const number of [1, 2, 3]) {
        await post(first.url, signed(deliveryOf(number), { id: `msg_${number}` }));
      }
      await first.until(printed(1));
      expect(await first.stop('SIGKILL')).toBe('SIGKILL');
      expect(first.lines).not.toContain(printed(3));
      const second = await start(receiver, ...(await outputsFor(poll.managementUrl)));
      await second.until('caught up with 3 events');
      expect(poll.asked[0]?.url).toBe('/poll?channels=bets%2Cfights&cursor=k3f9.0');
      expect(second.lines).toContain(printed(3));
      expect(await second.stop()).toBe(0);
      expect(await savedCursor()).toBe('k3f9.3');
      await poll.stop();
    });

    test('a gap of a page is reported, and what is left follows', async () => {
      const gap = { from: 'k3f9.3', to: 'k3f9.40', reason: 'expired' };
      const poll = await startPoll(() => ({
        ...{ events: [eventOf(41)], cursor: 'k3f9.41', hasMore: false, gap },
      }));
      await writeFile(join(folder, 'cursor'), 'k3f9.3\n');
      const { until } = await start(receiver, ...(await outputsFor(poll.managementUrl)));
      await until('gap k3f9.3 k3f9.40 expired: events are lost');
      await until('caught up with 1 events');
      expect(await savedCursor()).toBe('k3f9.41');
      await poll.stop();
    });

    test('a page that cannot be had is asked for again, as late as it says', async () => {
      const pages: (object | { status: number; retryAfter: string })[] = [
        { status: 503, retryAfter: '0' },
        { status: 429, retryAfter: '0' },
        { events: [eventOf(4)], cursor: 'k3f9.4', hasMore: false },
      ];
      const poll = await startPoll(() => pages.shift() ?? { status: 500 });
      await writeFile(join(folder, 'cursor'), 'k3f9.3\n');
      const { until } = await start(receiver, ...(await outputsFor(poll.managementUrl)));
      await until('caught up with 1 events');
      expect(poll.asked).toHaveLength(3);
      await poll.stop();
    });

    test('refused, it takes deliveries all the same, and the next start catches up from there', async () => {
      const poll = await startPoll(() => ({ status: 401 }));
      await writeFile(join(folder, 'cursor'), 'k3f9.3\n');
      const flags = await outputsFor(poll.managementUrl);
      const { url, until, stop } = await start(receiver, ...flags);
      await until('not caught up from k3f9.3: GET /poll: 401');
      expect(await post(url, signed(deliveryOf(9)))).toBe(204);
      await until(printed(9));
      expect(await stop()).toBe(0);
      expect(await savedCursor()).toBe('k3f9.3');
      expect(poll.asked).toHaveLength(1);
      await poll.stop();
    });

    test.each([
      ['nothing', '', 'expected a key on each line'],
      ['23 bytes', `whsec_${Buffer.alloc(23).toString('base64')}`, 'received a secret of 23 bytes'],
    ])('a key that is %s is refused, and not repeated', async (_title, text, problem) => {
      await writeFile(join(folder, 'keys'), text);
      await expect(start(receiver)).rejects.toThrow(problem);
    });
  },
);

test('the receiver in TypeScript takes what is signed with a private key (v1a) [W3]', async () => {
  const [receiver] = receivers;
  if (receiver === undefined) throw new Error('expected a receiver');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  await writeFile(join(folder, 'keys'), `whpk_${Buffer.from(x, 'base64url').toString('base64')}\n`);
  const { url, until } = await start(receiver);
  const { body, headers } = signed(deliveryOf(1));
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const signature = sign(null, Buffer.from(content), privateKey).toString('base64');
  const asymmetric = { ...headers, 'webhook-signature': `v1a,${signature}` };
  expect(await post(url, { body, headers })).toBe(401);
  expect(await post(url, { body: `${body} `, headers: asymmetric })).toBe(401);
  expect(await post(url, { body, headers: asymmetric })).toBe(204);
  await until(printed(1));
});
