import { Concurrency } from '../../../local/runtime/concurrency.ts';

const own = 'arn:own';
const other = 'arn:other';
let concurrency: Concurrency;

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  concurrency = new Concurrency(2);
  concurrency.reserve(own, 1);
});
afterEach(() => jest.useRealTimers());

test('a place is free again once it was left', () => {
  const leave = concurrency.enter(own);
  expect(leave).toBeDefined();
  expect(concurrency.enter(own)).toBeUndefined();
  leave?.();
  expect(concurrency.enter(own)).toBeDefined();
});

test('functions without a reservation share what is left, and take nothing of a reservation', () => {
  expect([other, 'arn:third', other].map(arn => concurrency.enter(arn) !== undefined)).toEqual([
    true,
    true,
    false,
  ]);
  expect(concurrency.enter(own)).toBeDefined();
});

test('ten invocations a second begin for each unit of concurrency, however short they are', () => {
  const invoke = (): boolean => {
    const leave = concurrency.enter(own);
    leave?.();
    return leave !== undefined;
  };
  expect(Array.from({ length: 11 }, invoke).filter(Boolean)).toHaveLength(10);
  jest.setSystemTime(99);
  expect(invoke()).toBe(false);
  jest.setSystemTime(100);
  expect(invoke()).toBe(true);
});

test('a function with nothing reserved never runs', () => {
  concurrency.reserve(own, 0);
  expect(concurrency.enter(own)).toBeUndefined();
});
