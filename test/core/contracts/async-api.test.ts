import { readFileSync } from 'node:fs';
import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import { type Channel, channels } from '../../../core/channel/channels.ts';
import { logsFor } from '../../../core/channel/logs-for.ts';
import { asyncApiDocument } from '../../../core/contracts/async-api.ts';
import { withServers } from '../../../core/contracts/async-api-servers.ts';
import { eventsDocument } from '../../../core/contracts/event-schemas.ts';
import { documentedEvents } from '../../support/documented-events.ts';

const declared: readonly Channel[] = channels;

const onFunctionUrls = {
  channels: declared.map(({ name }) => ({ name, url: `https://${name}.lambda-url.example.com/` })),
  liveUrl: 'https://live.lambda-url.example.com/',
  managementUrl: 'https://management.lambda-url.example.com/',
  proposalsWebSocketUrl: 'wss://socket.execute-api.example.com/live',
};

const onWebFunction = {
  ...onFunctionUrls,
  channels: declared.map(({ name }) => ({ name, url: `https://streams.example.com/${name}` })),
  liveUrl: 'https://streams.example.com/live',
};

/** On a laptop: other protocols, and ports. */
const onLocalHost = {
  channels: declared.map(({ name }, at) => ({ name, url: `http://127.0.0.1:${4_000 + at}/` })),
  managementUrl: 'http://127.0.0.1:4100/',
  proposalsWebSocketUrl: 'ws://127.0.0.1:4101/live',
};

const document = asyncApiDocument();
const parser = new Parser();

test.each([
  ['of no deployment', document],
  ['of one on function URLs', withServers(document, onFunctionUrls)],
  ['of one on a Web Function', withServers(document, onWebFunction)],
])(
  'the document %s is AsyncAPI by the parser of its authors',
  async (_title, checked) => {
    const { diagnostics, document: read } = await parser.parse(JSON.stringify(checked));
    const problems = diagnostics
      .filter(({ severity }) => severity <= DiagnosticSeverity.Warning)
      .map(({ code, message, path }) => `${code} at ${path.join('/')}: ${message}`);
    expect(problems).toEqual([]);
    expect(read?.version()).toBe('3.0.0');
  },
  120_000,
);

test('the parser would have said so: a message that its channel does not have is an error', async () => {
  const { asyncapi, info, defaultContentType } = document;
  const message = { payload: { type: 'object' } };
  const channels = { bets: { address: '/', messages: { NEW_BET: message } } };
  const ofBets = (name: string) => ({
    ...{ asyncapi, info, defaultContentType, channels },
    operations: {
      read: {
        action: 'send',
        channel: { $ref: '#/channels/bets' },
        messages: [{ $ref: `#/channels/${name}` }],
      },
    },
  });
  const right = await parser.parse(JSON.stringify(ofBets('bets/messages/NEW_BET')));
  expect(right.document?.version()).toBe('3.0.0');
  const wrong = await parser.parse(JSON.stringify(ofBets('fights/messages/FIGHT_CREATED')));
  expect(wrong.document).toBeUndefined();
}, 120_000);

test('what is referred to is there, and what is there is referred to', () => {
  const full = withServers(document, onFunctionUrls);
  const text = JSON.stringify(full);
  const referred = new Set(
    [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path),
  );
  const missing = [...referred].filter(path => at(full, path.split('/')) === undefined);
  expect(missing).toEqual([]);
  const components = Object.entries(full.components).flatMap(([kind, named]) =>
    Object.keys(named).map(name => `components/${kind}/${name}`),
  );
  expect(components.filter(path => !referred.has(path))).toEqual([]);
});

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((part, name) => (Object(part) as Record<string, unknown>)[name], value);

test('the channels are those that are served, with who may read them', () => {
  const names = declared.map(({ name }) => name as string);
  expect(Object.keys(document.channels)).toEqual([...names, 'live', 'proposals', 'webhooks']);
  for (const { name, readers, permission } of declared) {
    expect(document.channels[name]).toMatchObject({ 'x-readers': readers });
    expect(document.channels[name]?.['x-permission']).toBe(permission);
  }
});

test('a channel has the events that its log may have, as docs/events.md shows them', () => {
  for (const { type, example } of documentedEvents) {
    const shown = Object.entries(document.channels)
      .filter(([, { messages }]) => type in messages)
      .map(([name]) => name);
    expect([type, shown]).toEqual([type, expect.arrayContaining([...logsFor(example), 'live'])]);
  }
  // No other channel has what a table's change makes.
  const home = Object.entries(document.channels).filter(
    ([, { messages }]) => 'NEW_BET' in messages,
  );
  expect(home.map(([name]) => name)).toEqual(['bets', 'notifications', 'global', 'live']);
});

test('each event is described as the JSON Schema that is served beside it describes it', () => {
  const { $defs } = eventsDocument() as { $defs: Record<string, unknown> };
  for (const [name, schema] of Object.entries($defs)) {
    const there = JSON.stringify(document.components.schemas[name]);
    expect(there.replaceAll('#/components/schemas/', '#/$defs/')).toBe(JSON.stringify(schema));
  }
});

test('the words of the schemas are those of draft 07 as well, which AsyncAPI is made of', () => {
  const words = new Set<string>();
  const collect = (schema: unknown): void => {
    if (Array.isArray(schema)) return schema.forEach(collect);
    if (typeof schema !== 'object' || schema === null) return;
    for (const [word, value] of Object.entries(schema)) {
      words.add(word);
      // Below these two stand names of fields.
      if (word === 'properties') collect(Object.values(value));
      else if (word !== 'enum' && word !== 'const') collect(value);
    }
  };
  collect(Object.values(document.components.schemas));
  const ofBoth =
    /^(\$ref|additionalProperties|allOf|anyOf|const|description|enum|exclusiveMinimum|format|items|maximum|maxItems|maxLength|minimum|minItems|minLength|not|oneOf|pattern|properties|propertyNames|required|type)$/;
  expect([...words].filter(word => !ofBoth.test(word))).toEqual([]);
});

describe('the servers of a deployment', () => {
  it('are a host for each channel on function URLs, and the socket', () => {
    const { servers = {}, channels: placed } = withServers(document, onFunctionUrls);
    expect(Object.keys(servers)).toEqual([
      ...declared.map(({ name }) => name),
      ...['live', 'sockets', 'receiver'],
    ]);
    expect(servers.fights).toMatchObject({
      host: 'fights.lambda-url.example.com',
      protocol: 'https',
    });
    expect(placed.fights).toMatchObject({
      address: '/',
      servers: [{ $ref: '#/servers/fights' }],
    });
  });

  it('are one host with a path for each channel on a Web Function', () => {
    const { servers = {}, channels: placed } = withServers(document, onWebFunction);
    expect(Object.keys(servers)).toEqual(['streams', 'sockets', 'receiver']);
    expect(placed['payment-streams']).toMatchObject({
      address: '/payment-streams',
      servers: [{ $ref: '#/servers/streams' }],
    });
    expect(placed.live?.address).toBe('/live');
  });

  it('name the stage of the socket, ports, and protocols without TLS', () => {
    const { servers = {}, channels: placed, info } = withServers(document, onLocalHost);
    expect(servers.sockets).toMatchObject({ host: '127.0.0.1:4101', protocol: 'ws' });
    expect(placed.proposals).toMatchObject({ address: '/live' });
    expect(info.externalDocs?.url).toBe('http://127.0.0.1:4100/openapi.json');
    // A stack of before has no Live.
    expect(placed.live?.servers).toBeUndefined();
  });

  it('say by which credential each is opened, and leave the document as it was', () => {
    const { servers = {} } = withServers(document, onFunctionUrls);
    const schemesOf = (name: string) =>
      servers[name]?.security?.map(({ $ref }) => $ref.split('/').at(-1));
    expect(schemesOf('bets')).toEqual(['bearer', 'tokenInQuery', 'session']);
    expect(schemesOf('sockets')).toEqual(['bearerProtocol', 'tokenInQuery']);
    expect(schemesOf('receiver')).toEqual(['webhookSignature']);
    expect(document.servers).toBeUndefined();
    expect(document.channels.fights?.servers).toBeUndefined();
  });
});

test('what may be asked of a stream is what docs/protocol.md has', () => {
  const page = readFileSync('docs/protocol.md', 'utf8');
  const queryOf = (name: string): string[] => {
    const { bindings } = document.operations[`stream.${name}`] ?? {};
    return Object.keys(at(bindings, ['http', 'query', 'properties']) ?? {});
  };
  expect(queryOf('fights')).toEqual([
    ...['lastEventId', 'history', 'types', 'priority', 'clientId', 'streams', 'users', 'all'],
    ...['workflows', 'clientType', 'username'],
  ]);
  expect(queryOf('live')).toEqual([...queryOf('fights'), 'channels', 'historyOf']);
  for (const name of queryOf('live')) expect(page).toContain(`| \`${name}\` |`);
});
