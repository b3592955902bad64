import { once } from 'node:events';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { planNight } from '../../examples/derby-night/plan-night.ts';
import {
  type DerbyNightOptions,
  playDerbyNight,
} from '../../examples/derby-night/play-derby-night.ts';
import { keyOf, type NightTable, type Step } from '../../examples/derby-night/step.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';

const tables = Object.keys(keyOf) as NightTable[];
/** Two tables have a key of the same name. */
const tableNames = Object.fromEntries(tables.map(table => [table, table])) as Record<
  NightTable,
  string
>;

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
  for (const table of tables) {
    await engine.createTable({ name: tableNames[table], partitionKey: { name: keyOf[table] } });
  }
});

afterAll(() => engine.stop());

/** Plays until so many steps are done; everything that happened. */
async function playSteps(
  count: number,
  changes: Partial<DerbyNightOptions> = {},
): Promise<{ readonly steps: readonly Step[]; readonly troubles: readonly string[] }> {
  const steps: Step[] = [];
  const troubles: string[] = [];
  const stop = new AbortController();
  await playDerbyNight({
    client: engine.client,
    tableNames,
    seed: 1,
    speed: 50,
    currency: 'MXN',
    signal: stop.signal,
    onStep: step => {
      steps.push(step);
      if (steps.length === count) stop.abort();
    },
    onTrouble: message => troubles.push(message),
    ...changes,
  });
  return { steps, troubles };
}

test('writes the plan into the tables, each item as its last write has it', async () => {
  const { steps, troubles } = await playSteps(200);
  expect(troubles).toEqual([]);
  const wanted = new Map<string, unknown>();
  for (const step of steps) {
    if (step.kind === 'put') wanted.set(`${step.table} ${step.item[keyOf[step.table]]}`, step.item);
  }
  const found = new Map<string, unknown>();
  for (const table of tables) {
    const { Items = [] } = await engine.client.send(
      new ScanCommand({ TableName: tableNames[table] }),
    );
    for (const item of Items) found.set(`${table} ${item[keyOf[table]]}`, item);
  }
  for (const [id, item] of wanted) expect([id, found.get(id)]).toEqual([id, item]);
});

test('one night follows the other, and each is another one', async () => {
  const nightLength = planNight({ seed: 1, startsAtMs: 0, speed: 1, currency: 'MXN' }).steps.filter(
    ({ kind }) => kind === 'put',
  ).length;
  const { steps } = await playSteps(nightLength + 20);
  const fights = steps.flatMap(step =>
    step.kind === 'put' && step.table === 'Fights' && step.item.status === 'upcoming'
      ? [step.item.fightId]
      : [],
  );
  expect(new Set(fights).size).toBeGreaterThan(5);
});

test('stops after ten refused writes in a row, and says why', async () => {
  const troubles: string[] = [];
  const absent = Object.fromEntries(
    tables.map(table => [table, `absent-${table}`]),
  ) as typeof tableNames;
  await expect(
    playSteps(1, { tableNames: absent, onTrouble: message => troubles.push(message) }),
  ).rejects.toThrow('10 writes in a row failed; the last one: a write to');
  expect(troubles.length).toBeGreaterThanOrEqual(10);
  expect(troubles[0]).toContain('was refused: ResourceNotFoundException');
});

describe('at the proposals', () => {
  let server: WebSocketServer;
  let url: string;
  /** Every message a bettor sent, with whose it was. */
  let sent: { readonly who: string; readonly action: string; readonly data: Data }[];
  type Data = Readonly<Record<string, string>>;

  beforeEach(async () => {
    sent = [];
    server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      handleProtocols: protocols => (protocols.has('gallobets.v1') ? 'gallobets.v1' : false),
    });
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'string' || address === null) throw new Error('expected TCP');
    url = `ws://127.0.0.1:${address.port}`;
  });

  afterEach(async () => {
    for (const client of server.clients) client.terminate();
    server.close();
    await once(server, 'close');
  });

  const whoIs = (protocols: string | undefined): string =>
    /bearer\.token-of-([\w-]+)/.exec(protocols ?? '')?.[1] ?? 'nobody';

  /** Answers each creation as the real socket does, and reports every message. */
  function serve(onMessage: (socket: WebSocket, who: string, data: Data) => void = () => {}) {
    let created = 0;
    server.on('connection', (socket, request) => {
      const who = whoIs(request.headers['sec-websocket-protocol']);
      socket.on('message', (raw: RawData) => {
        const { action, requestId, data } = JSON.parse(String(raw));
        sent.push({ who, action, data });
        if (String(action).startsWith('create_')) {
          created += 1;
          const proposal = { proposalId: `p-${created}`, fromUserId: who, toUserId: data.toUserId };
          socket.send(JSON.stringify({ event: 'proposal_created', requestId, data: { proposal } }));
        }
        onMessage(socket, who, data);
      });
      socket.send(JSON.stringify({ event: 'pending_proposals', data: {} }));
    });
  }

  const socket = () => ({ url, tokenFor: async (userId: string) => `token-of-${userId}` });

  test('makes the proposals of the script, and answers as it says', async () => {
    const stop = new AbortController();
    serve(() => {
      const answers = sent.filter(({ action }) => !action.startsWith('create_'));
      if (answers.length === 6) stop.abort();
    });
    const { troubles } = await playSteps(0, {
      // Time for both to connect before the first one proposes.
      speed: 20,
      ...{ socket: socket(), signal: stop.signal },
    });
    expect(troubles).toEqual([]);
    const script = planNight({ seed: 1, startsAtMs: 0, speed: 50, currency: 'MXN' }).steps.flatMap(
      step => (step.kind === 'propose' ? [step] : []),
    );
    const made = sent.filter(({ action }) => action.startsWith('create_'));
    expect(made.map(({ who, action }) => ({ who, action }))).toEqual(
      script.slice(0, made.length).map(({ from, action }) => ({ who: from, action })),
    );
    const answered = sent.find(({ data }) => data?.response === 'accept');
    expect(answered).toEqual({
      who: script[0]?.data.toUserId,
      action: 'respond_to_proposal',
      data: { proposalId: 'p-1', response: 'accept' },
    });
    const cancelled = sent.find(({ action }) => action === 'cancel_proposal');
    expect(cancelled).toEqual({
      who: script[2]?.from,
      action: 'cancel_proposal',
      data: { proposalId: 'p-3' },
    });
  });

  test('accepts what a stranger proposes', async () => {
    const stop = new AbortController();
    serve((_, who, data) => {
      if (data?.proposalId === 'p-stranger' && who === 'bettor-verde') stop.abort();
    });
    server.on('connection', (client, request) => {
      if (whoIs(request.headers['sec-websocket-protocol']) !== 'bettor-verde') return;
      const proposal = {
        proposalId: 'p-stranger',
        fromUserId: 'bettor-azul',
        toUserId: 'bettor-verde',
      };
      // At once, and again by the courier.
      const received = JSON.stringify({ event: 'proposal_received', data: { proposal } });
      client.send(received);
      client.send(received);
    });
    await playSteps(0, { socket: socket(), signal: stop.signal });
    expect(sent.filter(({ data }) => data?.proposalId === 'p-stranger')).toEqual([
      {
        who: 'bettor-verde',
        action: 'respond_to_proposal',
        data: { proposalId: 'p-stranger', response: 'accept' },
      },
    ]);
  });

  test('reconnects when the connection is cut', async () => {
    const stop = new AbortController();
    let connections = 0;
    server.on('connection', client => {
      connections += 1;
      if (connections === 4) stop.abort();
      else client.terminate();
    });
    const { troubles } = await playSteps(0, { socket: socket(), signal: stop.signal });
    expect(connections).toBeGreaterThanOrEqual(4);
    expect(troubles[0]).toMatch(/^bettor-(rojo|verde) is offline, trying again in 500 ms$/);
  });
});
