import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { connectTarget, type Target } from './support/target.ts';

let target: Target;

beforeAll(async () => {
  target = await connectTarget();
});
afterAll(async () => {
  await target.close();
});

/** The ports of the host: each output that is a URL. On AWS there are none. */
function ports(): [string, string][] {
  if (target.outputs.AwsEndpointUrl === undefined) return [];
  return Object.entries(target.outputs).flatMap<[string, string]>(([name, value]) =>
    /^(http|ws):\/\//.test(value) ? [[name, value.replace(/^ws/, 'http')]] : [],
  );
}

/** Those that refuse pages of other origins. */
const programsOnly = ['AwsEndpointUrl', 'DynamoDbEndpoint'];

async function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
  { method = 'POST', body = '{}' } = {},
) {
  const asked = request(url, { method, headers });
  asked.end(method === 'GET' ? undefined : body);
  // What is refused as a handshake has no answer of its own but the status.
  const [answer] = await once(asked, 'response');
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
}

const simple = { 'content-type': 'text/plain' };

test('no page reaches a port by a name of its own that leads there', async () => {
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  for (const [name, url] of ports()) {
    for (const headers of [simple, ...(name === 'ProposalsWebSocketUrl' ? [upgrade] : [])]) {
      const method = headers === simple ? 'POST' : 'GET';
      const { status, body } = await ask(url, { ...headers, host: 'evil.example' }, { method });
      // At a Web Function's endpoint it is what AWS answers to another name.
      const isWebFunctions = target.onWebFunction && /^Live|Channel/.test(name);
      expect([name, status, body]).toEqual([
        name,
        isWebFunctions ? 404 : 403,
        expect.stringContaining('received the host evil.example; expected one of localhost'),
      ]);
    }
  }
});

test('a page of another origin gets no CORS header, and is refused at ports that are for programs only', async () => {
  const preflight = { 'access-control-request-method': 'POST' };
  for (const [name, url] of ports()) {
    const origin = 'https://evil.example';
    const asked = await ask(url, { ...preflight, origin }, { method: 'OPTIONS' });
    expect([name, asked.headers['access-control-allow-origin']]).toEqual([name, undefined]);
    if (!programsOnly.includes(name)) continue;
    expect([name, (await ask(url, { ...simple, origin })).status]).toEqual([name, 403]);
  }
});

test('no page makes anything fail here', async () => {
  const { AwsEndpointUrl } = target.outputs;
  if (AwsEndpointUrl === undefined) return;
  const faults = `${AwsEndpointUrl}/_host/faults`;
  const before = await (await fetch(faults)).text();
  const body = '{"redelivery":{"share":1}}';
  const headers = { ...simple, origin: 'https://evil.example' };
  expect((await ask(faults, headers, { body })).status).toBe(403);
  expect(await (await fetch(faults)).text()).toBe(before);
});
