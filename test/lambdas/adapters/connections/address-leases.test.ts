import type { AddressLeases } from '../../../../core/connection/address-leases.ts';
import { createAddressLeases } from '../../../../lambdas/adapters/connections/address-leases.ts';
import { createJointGiveBack } from '../../../../lambdas/adapters/connections/joint-give-back.ts';
import { startTestEngine, type TestEngine } from '../../../support/engine.ts';

let engine: TestEngine;
let nowMs = Date.parse('2026-11-21T20:00:00.000Z');

beforeAll(async () => {
  engine = await startTestEngine();
  await engine.createTable({
    name: 'Limits',
    partitionKey: { name: 'subject' },
    sortKey: { name: 'slot' },
  });
});
afterAll(() => engine.stop());

const slots = (cap: number) =>
  createAddressLeases({ client: engine.client, tableName: 'Limits', cap, now: () => nowMs });
const request = (address: string, connectionId: string) => ({
  address,
  connectionId,
  expiresAtMs: nowMs + 300_000,
});

const has = async (leases: AddressLeases, address: string, connectionId: string) =>
  (await leases.acquire(request(address, connectionId))) !== undefined;

test('200 connections at once from one address get the cap, and not one more [F4]', async () => {
  const many = slots(20);
  const got = await Promise.all(
    Array.from({ length: 200 }, (_, n) => many.acquire(request('203.0.113.1', `c${n}`))),
  );
  expect(got.filter(Boolean)).toHaveLength(20);
});

test('a slot that was given back is free again; another address has its own', async () => {
  const one = slots(1);
  expect(await has(one, '203.0.113.2', 'a')).toBe(true);
  expect(await has(one, '203.0.113.2', 'b')).toBe(false);
  expect(await has(one, '203.0.113.3', 'b')).toBe(true);
  await one.release('203.0.113.2', 'other');
  expect(await has(one, '203.0.113.2', 'b')).toBe(false);
  await one.release('203.0.113.2', 'a');
  expect(await has(one, '203.0.113.2', 'b')).toBe(true);
});

const jointly = (cap: number) =>
  createAddressLeases({
    ...{ client: engine.client, tableName: 'Limits', cap, now: () => nowMs },
    giveBack: createJointGiveBack(engine.client),
  });

test.each([
  ['alone', slots, '203.0.113.5'],
  ['with others', jointly, '203.0.113.6'],
])(
  'whoever got a slot gives back that one, %s, and after another has it nothing',
  async (_, leases, address) => {
    const one = leases(1);
    const giveBack = await one.acquire(request(address, 'a'));
    await giveBack?.();
    expect(await has(one, address, 'b')).toBe(true);
    await giveBack?.();
    expect(await has(one, address, 'c')).toBe(false);
  },
);

test('many slots are given back together', async () => {
  const many = jointly(60);
  const take = () =>
    Promise.all(
      Array.from({ length: 60 }, (_, n) => many.acquire(request('203.0.113.7', `c${n}`))),
    );
  const releases = await take();
  expect(await has(many, '203.0.113.7', 'one more')).toBe(false);
  await Promise.all(releases.map(giveBack => giveBack?.()));
  expect((await take()).filter(Boolean)).toHaveLength(60);
});

test.each([
  ['surely its own', 289_000],
  ['near its end', 298_000],
])('a slot is given back when it is %s', async (_, afterMs) => {
  const one = jointly(1);
  const giveBack = await one.acquire(request('203.0.113.8', 'a'));
  nowMs += afterMs;
  await giveBack?.();
  const next = await one.acquire(request('203.0.113.8', 'b'));
  expect(next).toBeDefined();
  await next?.();
});

test('a slot that expired and is another’s is left to it', async () => {
  const one = jointly(1);
  const giveBack = await one.acquire(request('203.0.113.9', 'a'));
  nowMs += 300_000;
  expect(await has(one, '203.0.113.9', 'b')).toBe(true);
  await giveBack?.();
  expect(await has(one, '203.0.113.9', 'c')).toBe(false);
});

test('a slot whose connection is gone is free when it expires, before TTL takes it', async () => {
  const one = slots(1);
  expect(await has(one, '203.0.113.4', 'a')).toBe(true);
  nowMs += 299_000;
  expect(await has(one, '203.0.113.4', 'b')).toBe(false);
  nowMs += 1_000;
  expect(await has(one, '203.0.113.4', 'b')).toBe(true);
});

test('the addresses that one holder of IPv6 can choose from are one address', async () => {
  const one = slots(1);
  expect(await has(one, '2001:db8:1:2::1', 'a')).toBe(true);
  expect(await has(one, '2001:db8:1:2:ffff::9', 'b')).toBe(false);
  expect(await has(one, '2001:db8:1:3::1', 'b')).toBe(true);
  await one.release('2001:db8:1:2::7', 'a');
  expect(await has(one, '2001:db8:1:2:ffff::9', 'b')).toBe(true);
});
