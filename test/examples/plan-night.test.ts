import { type Night, planNight } from '../../examples/derby-night/plan-night.ts';
import { keyOf, type PutStep } from '../../examples/derby-night/step.ts';

const startsAtMs = Date.UTC(2026, 10, 21, 20);
const night = (seed = 1, speed = 1): Night =>
  planNight({ seed, startsAtMs, speed, currency: 'MXN' });

const putsOf = ({ steps }: Night): PutStep[] => steps.filter(step => step.kind === 'put');

/** The statuses an item goes through, one after the other, by its id. */
function statusesOf(table: string, { steps }: Night): Map<string, string[]> {
  const statuses = new Map<string, string[]>();
  for (const step of steps) {
    if (step.kind !== 'put' || step.table !== table) continue;
    const id = String(step.item[keyOf[step.table]]);
    const before = statuses.get(id) ?? [];
    const status = String(step.item.status);
    statuses.set(id, before.at(-1) === status ? before : [...before, status]);
  }
  return statuses;
}

const pathsOf = (table: string, played: Night): Set<string> =>
  new Set([...statusesOf(table, played).values()].map(path => path.join(' ')));

test('the same seed gives the same night, another seed another one', () => {
  expect(night(7)).toEqual(night(7));
  expect(night(7)).not.toEqual(night(8));
});

test('five fights run from upcoming to completed, and one of them is called off', () => {
  const paths = [...statusesOf('Fights', night()).values()].map(path => path.join(' '));
  expect(paths.toSorted()).toEqual([
    'upcoming betting cancelled',
    'upcoming betting live completed',
    'upcoming betting live completed',
    'upcoming betting live completed',
    'upcoming betting live completed',
  ]);
});

test('bets, transactions, users and videos go through the states of their tables only', () => {
  const played = night();
  expect(pathsOf('Bets', played)).toEqual(
    new Set(['pending cancelled', 'pending matched settled', 'pending matched cancelled']),
  );
  expect(pathsOf('Transactions', played)).toEqual(new Set(['pending completed', 'pending failed']));
  expect(pathsOf('Users', played)).toEqual(
    new Set(['active', 'pending active', 'active banned active']),
  );
  expect(pathsOf('VideoStreams', played)).toEqual(
    new Set(['idle live ended', 'idle live error live ended', 'idle live error ended']),
  );
});

test('a bet is placed and matched only while the window of its fight is open', () => {
  const open = new Set<unknown>();
  const placed = new Set<unknown>();
  let seen = 0;
  for (const { table, item } of putsOf(night())) {
    if (table === 'Fights') {
      if (item.status === 'betting') open.add(item.fightId);
      else open.delete(item.fightId);
    }
    if (table !== 'Bets' || (item.status !== 'pending' && item.status !== 'matched')) continue;
    seen += 1;
    placed.add(item.betId);
    expect(open).toContain(item.fightId);
    if (item.status === 'matched') expect(placed).toContain(item.matchedBetId);
  }
  expect(seen).toBeGreaterThan(50);
});

test('matched bets name each other, stand on opposite sides and stake the same', () => {
  const matched = new Map(
    putsOf(night())
      .filter(({ table, item }) => table === 'Bets' && item.status === 'matched')
      .map(({ item }) => [item.betId, item]),
  );
  expect(matched.size).toBeGreaterThan(20);
  for (const [betId, bet] of matched) {
    const other = matched.get(bet.matchedBetId);
    expect(other?.matchedBetId).toBe(betId);
    expect(other?.amount).toBe(bet.amount);
    expect(other?.userId).not.toBe(bet.userId);
    expect([bet.side, other?.side].toSorted()).toEqual(['blue', 'red']);
  }
});

test('an item carries the very time of its write, and the time of its first', () => {
  const first = new Map<string, unknown>();
  for (const { table, item, dueAtMs } of putsOf(night(1, 3))) {
    const id = `${table} ${String(item[keyOf[table]])}`;
    const time = new Date(dueAtMs).toISOString();
    if (!first.has(id)) first.set(id, time);
    expect(item.updatedAt).toBe(time);
    expect(item.createdAt).toBe(first.get(id));
  }
});

test('every way a proposal can go is in the script, and each fits into its window', () => {
  const proposals = night().steps.filter(step => step.kind === 'propose');
  expect(new Set(proposals.map(({ answer }) => answer))).toEqual(
    new Set(['accept', 'reject', 'cancel', 'none']),
  );
  expect(new Set(proposals.map(({ from }) => from))).toEqual(
    new Set(['bettor-rojo', 'bettor-verde']),
  );
  const windows = new Map<unknown, { opensAtMs?: number; closesAtMs?: number }>();
  for (const { table, item, dueAtMs } of putsOf(night())) {
    if (table !== 'Fights') continue;
    const window = windows.get(item.fightId) ?? {};
    if (item.status === 'betting') window.opensAtMs = dueAtMs;
    if (item.status === 'live' || item.status === 'cancelled') window.closesAtMs = dueAtMs;
    windows.set(item.fightId, window);
  }
  for (const { data, from, dueAtMs, answerAfterMs } of proposals) {
    const window = windows.get(data.fightId);
    expect(data.toUserId).not.toBe(from);
    expect(dueAtMs).toBeGreaterThan(window?.opensAtMs ?? Number.POSITIVE_INFINITY);
    expect(dueAtMs + answerAfterMs).toBeLessThan((window?.closesAtMs ?? 0) - 2_000);
  }
});

test.each([1, 2, 3, 4, 5])('night %i never pauses for more than five seconds', seed => {
  const times = night(seed).steps.map(({ dueAtMs }) => dueAtMs);
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? time));
  expect(times.length).toBeGreaterThan(400);
  expect(Math.min(...pauses)).toBe(0);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(5_000);
});

test('speed makes the same night shorter and changes nothing else', () => {
  const slow = night(1, 1);
  const fast = night(1, 4);
  expect(fast.endsAtMs - startsAtMs).toBe((slow.endsAtMs - startsAtMs) / 4);
  const story = (played: Night) =>
    putsOf(played).map(({ table, item }) => `${item[keyOf[table]]} ${item.status}`);
  expect(story(fast)).toEqual(story(slow));
});

test('everything is paid in the currency of the stack', () => {
  const { steps } = planNight({ seed: 1, startsAtMs, speed: 1, currency: 'JPY' });
  const named = JSON.stringify(steps).match(/"currency":"\w+"/g) ?? [];
  expect(named.length).toBeGreaterThan(100);
  expect(new Set(named)).toEqual(new Set(['"currency":"JPY"']));
});
