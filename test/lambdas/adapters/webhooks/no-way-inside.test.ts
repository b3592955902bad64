import { execFile } from 'node:child_process';
import tls from 'node:tls';
import { promisify } from 'node:util';
import type { ResolveName } from '../../../../lambdas/adapters/webhooks/guarded-connector.ts';
import { createSender } from '../../../../lambdas/adapters/webhooks/send-webhook.ts';
import {
  answers,
  startReceiver,
  startSilentReceiver,
  testAuthority,
  type WebhookReceiver,
} from '../../../support/webhook-receivers.ts';

let inside: WebhookReceiver;

beforeAll(async () => {
  inside = await startReceiver(answers(200, 'the secrets of this machine'), {
    certificate: 'good',
    address: '0.0.0.0',
  });
});
afterAll(() => inside.close());
afterEach(() => expect(inside.requests).toEqual([]));

const posting = (url: string) => ({ url, headers: {}, body: '{}', timeoutMs: 5_000 });

/** What comes of a post by a deployed sender, and how often a name was looked up. */
async function attempt(url: string, resolve?: ResolveName) {
  let lookups = 0;
  const sender = createSender({
    allowsLoopback: false,
    destinations: [],
    ca: testAuthority,
    resolve:
      resolve &&
      (name => {
        lookups += 1;
        return resolve(name);
      }),
  });
  const opened = inside.connectionCount;
  const result = await sender.send(posting(url));
  await sender.close();
  return { result, lookups, opened: inside.connectionCount - opened };
}

const refused = { kind: 'failed', failure: 'ADDRESS_NOT_ALLOWED' };

const hosts = [
  '127.0.0.1',
  '127.0.0.1.',
  '127.1',
  '127.0.1',
  '127.99.98.97',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '0',
  '0.0.0.0',
  '１２７.０.０.１',
  '127。0。0。1',
  '%31%32%37.0.0.1',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::10.0.0.1]',
  '[2002:7f00:1::1]',
  '[2001:0:7f00:1::]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fec0::1]',
  '[ff02::1]',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '198.18.0.1',
  '192.0.2.1',
  '224.0.0.1',
  '255.255.255.255',
  'localhost',
  'localhost.',
  'LocalHost',
  'a.localhost',
  'inside',
];

test.each(hosts)('https://%s leads nowhere [W3]', async host => {
  const { result, lookups, opened } = await attempt(`https://${host}:${inside.port}/`);
  expect(result).toMatchObject(refused);
  expect({ lookups, opened }).toEqual({ lookups: 0, opened: 0 });
});

test.each([
  ['this machine', '127.0.0.1.nip.example.com', ['127.0.0.1']],
  ['this machine, from the root of all names', 'inside.example.com.', ['127.0.0.1']],
  ['this machine by IPv6', 'inside.example.com', ['::1']],
  ['this machine by a mapped address', 'inside.example.com', ['::ffff:127.0.0.1']],
  ['this machine by NAT64', 'inside.example.com', ['64:ff9b::7f00:1']],
  ['every machine', 'inside.example.com', ['0.0.0.0']],
  ['a private one', 'inside.example.com', ['10.1.2.3']],
  ['metadata', 'metadata.example.com', ['169.254.169.254']],
  ['metadata by IPv6', 'metadata.example.com', ['fd00:ec2::254']],
  ['an interface', 'inside.example.com', ['fe80::1%eth0']],
  ['a public address and this machine', 'both.example.com', ['93.184.215.14', '127.0.0.1']],
  [
    'a hundred public ones and a private one',
    'many.example.com',
    [...Array.from({ length: 100 }, (_, at) => `93.184.215.${at}`), '10.0.0.1'],
  ],
  ['what is no address', 'odd.example.com', ['localhost']],
])('a name that leads to %s leads nowhere [W3]', async (_, name, addresses) => {
  const { result, lookups, opened } = await attempt(`https://${name}:${inside.port}/`, async () =>
    addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
  );
  expect(result).toEqual({
    ...refused,
    message: `${name} is no address of the public internet (ADDRESS_NOT_ALLOWED)`,
    tookMs: expect.any(Number),
  });
  expect({ lookups, opened }).toEqual({ lookups: 1, opened: 0 });
});

test('the system’s own names lead nowhere either', async () => {
  // Whatever the machine says of it: an address of its own, or nothing.
  const { result, opened } = await attempt(`https://ip6-localhost.localdomain:${inside.port}/`);
  expect(result.kind).toBe('failed');
  expect(opened).toBe(0);
});

test('a name is looked up once, and the connection goes to what was found then [W3]', async () => {
  await using outside = await startReceiver(answers(204), {
    certificate: 'good',
    address: '127.0.0.2',
  });
  const { port } = outside;
  await using rebound = await startReceiver(answers(200), { certificate: 'good', port });
  const found = ['127.0.0.2', '127.0.0.1', '127.0.0.1'];
  let lookups = 0;
  const sender = createSender({
    allowsLoopback: true,
    destinations: [],
    ca: testAuthority,
    resolve: async () => [{ address: found[lookups++] ?? '127.0.0.1', family: 4 }],
  });
  const sent = await sender.send(posting(`https://receiver.test:${port}/`));
  await sender.close();
  expect(sent).toMatchObject({ kind: 'answered', status: 204 });
  expect(lookups).toBe(1);
  expect(outside.requests).toHaveLength(1);
  expect(rebound.connectionCount).toBe(0);
});

test('a name that was public and is this machine now: a socket gets the address that was judged [W3]', async () => {
  const found = ['93.184.215.14', '127.0.0.1'];
  const given = Promise.withResolvers<unknown>();
  const connect = tls.connect;
  // Where a socket would ask for the name's address. Then it connects to this machine, as if that had
  // not counted.
  const spy = jest.spyOn(tls, 'connect').mockImplementation(((options: tls.ConnectionOptions) => {
    options.lookup?.('receiver.test', { all: true }, (_, all) => given.resolve(all));
    return connect({ ...options, host: '127.0.0.1', lookup: undefined });
  }) as typeof tls.connect);
  const { result, lookups, opened } = await attempt(
    `https://receiver.test:${inside.port}/`,
    async () => [{ address: found.shift() ?? '', family: 4 }],
  );
  spy.mockRestore();
  expect(lookups).toBe(1);
  expect(await given.promise).toEqual([{ address: '93.184.215.14', family: 4 }]);
  // Its far end is looked at once it is open: nothing was posted.
  expect(opened).toBe(1);
  expect(result).toMatchObject(refused);
});

test('neither a proxy nor a lax setting of the environment has a say [W3]', async () => {
  await using receiver = await startReceiver(answers(204), { certificate: 'good' });
  await using impostor = await startReceiver(answers(204), { certificate: 'self-signed' });
  await using proxy = await startSilentReceiver();
  const url = `http://127.0.0.1:${proxy.port}`;
  const script = `
    import { createSender } from './lambdas/adapters/webhooks/send-webhook.ts';
    import { readFileSync } from 'node:fs';
    const ca = readFileSync('test/support/webhook-certificates/authority.pem', 'utf8');
    const sender = createSender({ allowsLoopback: true, destinations: [], ca });
    const [first, second] = process.argv.slice(1);
    const post = url => sender.send({ url, headers: {}, body: '{}', timeoutMs: 20000 });
    console.log(JSON.stringify([await post(first), await post(second)]));
    await sender.close();`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script, receiver.url, impostor.url],
    {
      env: {
        PATH: process.env.PATH,
        HTTPS_PROXY: url,
        https_proxy: url,
        HTTP_PROXY: url,
        http_proxy: url,
        ALL_PROXY: url,
        all_proxy: url,
        NODE_USE_ENV_PROXY: '1',
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        NODE_NO_WARNINGS: '1',
      },
    },
  );
  expect(JSON.parse(stdout)).toMatchObject([{ status: 204 }, { failure: 'TLS_FAILED' }]);
  expect(proxy.connectionCount).toBe(0);
  expect(receiver.requests).toHaveLength(1);
  expect(impostor.requests).toEqual([]);
});
