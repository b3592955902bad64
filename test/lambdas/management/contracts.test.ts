import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../core/wire/app-error.ts';
import { createApp } from '../../../lambdas/management/app.ts';
import { createContracts } from '../../../lambdas/management/contracts.ts';
import type { ManagementPorts } from '../../../lambdas/management/ports.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import { placeContracts } from '../../../lib/contracts.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

const endpoints = {
  channels: [{ name: 'fights', url: 'https://fights.lambda-url.us-east-1.on.aws/' }],
  managementUrl: 'https://id.lambda-url.us-east-1.on.aws/',
  proposalsWebSocketUrl: 'wss://socket.execute-api.us-east-1.amazonaws.com/live',
};

let bundles: string;
let directory: string;

beforeAll(() => {
  bundles = mkdtempSync(join(tmpdir(), 'gallobets-contracts-'));
  placeContracts(bundles);
  directory = join(bundles, 'management', 'contracts');
});
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

const failures: unknown[] = [];
beforeEach(() => failures.splice(0));

function appWith(contracts: ManagementPorts['contracts']) {
  const unused = unusedPorts();
  const given: Partial<ManagementPorts> = {
    contracts,
    config: { allowedOrigins: ['https://admin.example.com'] } as never,
    // What is refused is audited.
    audit: { record: () => undefined, settled: async () => undefined },
    now: () => Date.parse('2026-11-30T12:00:00Z'),
    onFailure: error => failures.push(error),
  };
  const ports = new Proxy(unused, {
    get: (target, key) => Reflect.get(key in given ? given : target, key),
  });
  const app = createApp(ports);
  return async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const event = urlEvent('GET', path, { headers });
    return await app.fetch(requestOf(event), {
      event,
      lambdaContext: { awsRequestId: 'request-1' },
    });
  };
}

const readable = () => appWith(createContracts(directory, async () => endpoints));

test('the JSON Schema of the events is what the build has put beside the function', async () => {
  const answer = await readable()('/events.schema.json');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
  const file = readFileSync(join(directory, 'events.schema.json'), 'utf8');
  expect(await answer.text()).toBe(file);
});

test('the AsyncAPI document has the servers of the deployment that was asked', async () => {
  const body = await (await readable()('/asyncapi.json')).json();
  expect(body).toMatchObject({
    asyncapi: '3.0.0',
    info: {
      externalDocs: { url: 'https://id.lambda-url.us-east-1.on.aws/openapi.json' },
    },
    servers: {
      streams: { host: 'fights.lambda-url.us-east-1.on.aws', protocol: 'https' },
      sockets: { host: 'socket.execute-api.us-east-1.amazonaws.com', protocol: 'wss' },
    },
    channels: { fights: { address: '/' }, proposals: { address: '/live' } },
  });
});

test.each(['/openapi.json', '/events.schema.json', '/asyncapi.json'])(
  '%s may be kept for five minutes, by anyone; a refusal of it may not',
  async path => {
    const ask = readable();
    expect((await ask(path)).headers.get('cache-control')).toBe('public, max-age=300');
    const refused = await ask(`${path}?page=2`);
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([400, 'no-store']);
    const elsewhere = await ask(path, { origin: 'https://other.example.com' });
    expect([elsewhere.status, elsewhere.headers.get('cache-control')]).toEqual([403, 'no-store']);
  },
);

test('while nobody can say where the deployment is, the AsyncAPI document is tried again later', async () => {
  let isKnown = false;
  const ask = appWith(
    createContracts(directory, async () => {
      if (isKnown) return endpoints;
      throw new AppError('STORE_UNAVAILABLE', 'the parameter could not be read');
    }),
  );
  const refused = await ask('/asyncapi.json');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await refused.json()).toMatchObject({ code: 'UNAVAILABLE' });
  expect(failures).toHaveLength(1);
  expect((await ask('/events.schema.json')).status).toBe(200);
  isKnown = true;
  expect((await ask('/asyncapi.json')).status).toBe(200);
});

test('a file that could not be read is read by the next who asks', async () => {
  const later = mkdtempSync(join(tmpdir(), 'gallobets-contracts-'));
  try {
    const ask = appWith(
      createContracts(join(later, 'management', 'contracts'), async () => endpoints),
    );
    expect((await ask('/events.schema.json')).status).toBe(503);
    placeContracts(later);
    expect((await ask('/events.schema.json')).status).toBe(200);
  } finally {
    rmSync(later, { recursive: true, force: true });
  }
});
