import { createConnectAttempts } from '../../../core/limit/connect-attempts.ts';
import { createRequestRates } from '../../../lambdas/adapters/limits/request-rates.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';

const noonMs = Date.parse('2026-11-21T12:00:00.000Z');

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
  const keys = { partitionKey: { name: 'subject' }, sortKey: { name: 'slot' } };
  await engine.createTable({ name: 'Limits', ...keys });
});
afterAll(() => engine.stop());

/** An environment of its own; it counts what it writes. */
function environment(limit: number) {
  const sent: unknown[] = [];
  const client = Object.assign(Object.create(engine.client), {
    send: (command: never) => {
      sent.push(command);
      return engine.client.send(command);
    },
  });
  const fail = (error: unknown): void => {
    throw error;
  };
  const rates = createRequestRates(client, 'Limits', () => noonMs, fail);
  return { attempts: createConnectAttempts(rates, limit), writes: () => sent.length };
}

test('of 1,600 attempts of one address in a minute, over four environments, 1,500 may go on [F4]', async () => {
  const environments = Array.from({ length: 4 }, () => environment(1_500));
  const kinds: string[] = [];
  for (let round = 0; round < 16; round += 1) {
    const taken = environments.flatMap(({ attempts }) =>
      Array.from({ length: 25 }, () => attempts.take('203.0.113.7')),
    );
    kinds.push(...(await Promise.all(taken)).map(({ kind }) => kind));
  }
  expect(kinds.filter(kind => kind === 'within')).toHaveLength(1_500);
});

test('an attempt costs one write, and none in an environment that knows the address to be over', async () => {
  const { attempts, writes } = environment(2);
  const take = () => attempts.take('203.0.113.8');
  const exceeded = { kind: 'exceeded', retryAfterSec: 60 };
  expect([await take(), await take()]).toEqual([{ kind: 'within' }, { kind: 'within' }]);
  expect([await take(), await take(), await take()]).toEqual([exceeded, exceeded, exceeded]);
  expect(writes()).toBe(3);
  expect(attempts.expectation).toBe(
    'received more than 2 attempts to connect from this address in 60 s; expected a pause',
  );
});

test('an IPv6 address counts by its /64, and other addresses apart', async () => {
  const { attempts } = environment(1);
  expect((await attempts.take('2001:db8:1:2::1')).kind).toBe('within');
  expect((await attempts.take('2001:db8:1:2:ffff::7')).kind).toBe('exceeded');
  expect((await attempts.take('2001:db8:1:3::1')).kind).toBe('within');
  expect((await attempts.take('203.0.113.9')).kind).toBe('within');
});
