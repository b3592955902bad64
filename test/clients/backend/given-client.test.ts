import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Publisher } from '../../../clients/backend/index.ts';
import { type PublishedTables, startPublishedTables } from './published-tables.ts';

/*
 * A client of the backend's own, as the SDK makes it: it repeats by itself, and waits for an answer
 * for as long as it takes.
 */

type Answers = 'all' | 'lost once' | 'write lost once' | 'none';

let tables: PublishedTables;
let store: Server;
let client: DynamoDBDocumentClient;
let answers: Answers = 'all';
let requests = 0;

beforeAll(async () => {
  tables = await startPublishedTables();
  store = createServer((request, response) => void passOn(request, response));
  store.listen(0, '127.0.0.1');
  await once(store, 'listening');
  const { port } = store.address() as AddressInfo;
  client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  );
});
afterAll(async () => {
  client.destroy();
  store.closeAllConnections();
  store.close();
  await tables.stop();
});

/** The engine, whose answer may get lost on the way. */
async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  requests += 1;
  const body = await buffer(request);
  if (answers === 'none') return;
  const headers = Object.fromEntries(
    ['content-type', 'x-amz-target', 'x-amz-date', 'authorization'].map(name => [
      name,
      String(request.headers[name]),
    ]),
  );
  const answer = await fetch(tables.engine.endpoint, { method: 'POST', headers, body });
  const text = await answer.text();
  const isWrite = String(request.headers['x-amz-target']).endsWith('.TransactWriteItems');
  if (answers === 'lost once' || (answers === 'write lost once' && isWrite)) {
    answers = 'all';
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
}

const bet = { fightId: 'f', userId: 'ana', side: 'red', amount: 5 } as const;
const odds = { type: 'ODDS_UPDATE', channel: 'bets', data: {} } as const;

test.each([
  ['a creation', (p: Publisher) => p.fights.created({ fightId: 'g1' })],
  ['a change', (p: Publisher) => p.fights.opened('g1')],
  ['a pair of changes', (p: Publisher) => p.bets.matched({ betId: 'g2', matchedBetId: 'g3' })],
  ['a keyed event', (p: Publisher) => p.send({ ...odds, idempotencyKey: 'g4' })],
])('%s that the SDK itself repeats, since its answer was lost, is written', async (title, act) => {
  if (title === 'a pair of changes') {
    for (const betId of ['g2', 'g3']) await tables.publisher().bets.placed({ ...bet, betId });
  }
  answers = 'lost once';
  requests = 0;
  expect(await act(tables.publisher({ client }))).toMatchObject({ outcome: 'written' });
  expect(requests).toBe(2);
});

test('a payment stream is paid in once, though the answer of the write was lost', async () => {
  const publisher = tables.publisher({ client });
  const terms = { sender: 'GANA', recipient: 'GBETO', ratePerSecond: '1', depositedAmount: '10' };
  await publisher.paymentStreams.created({ streamId: 'g6', ...terms });
  answers = 'write lost once';
  const topUp = await publisher.paymentStreams.toppedUp({ streamId: 'g6', amount: '5' });
  expect(topUp).toMatchObject({ outcome: 'written', stream: { depositedAmount: '15' } });
  expect(answers).toBe('all');
  expect(await tables.item('PaymentStreams', 'g6')).toMatchObject({ depositedAmount: '15' });
});

test('a store that never answers times out, and close() ends', async () => {
  answers = 'none';
  const retry = { attemptTimeoutMs: 50, maxAttempts: 2, pause: async () => undefined };
  const publisher = tables.publisher({ client, retry });
  const results = Promise.allSettled([
    publisher.fights.created({ fightId: 'g5' }),
    publisher.messages.notification('ana', { title: 'one' }),
    publisher.messages.notification('ana', { title: 'two' }),
  ]);
  expect(publisher.pending).toBe(3);
  await publisher.close();
  expect(publisher.pending).toBe(0);
  expect(await results).toEqual(
    Array(3).fill({
      status: 'rejected',
      reason: expect.objectContaining({ code: 'STORE_UNAVAILABLE' }),
    }),
  );
});
