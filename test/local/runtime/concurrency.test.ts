import { Concurrency } from '../../../local/runtime/concurrency.ts';

const own = 'arn:own';
const other = 'arn:other';

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => jest.useRealTimers());

/** How many of 500 that come at once are let in; they stay. */
const entered = (concurrency: Concurrency, arn: string) =>
  Array.from({ length: 500 }, () => concurrency.enter(arn)).filter(Boolean).length;

describe('an account that grows with what is reserved', () => {
  let concurrency: Concurrency;

  beforeEach(() => {
    concurrency = new Concurrency({ unreservedExecutions: 2 });
    concurrency.reserve(own, 1);
  });

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

  test('is as large as all of it', () => {
    expect(concurrency.limits()).toEqual({
      ConcurrentExecutions: 3,
      UnreservedConcurrentExecutions: 2,
    });
  });
});

describe('an account of a size of its own', () => {
  test('has what is reserved taken out of it', () => {
    const concurrency = new Concurrency({ concurrentExecutions: 150 });
    concurrency.reserve(own, 30);
    concurrency.reserve('arn:third', 20);
    expect(concurrency.limits()).toEqual({
      ConcurrentExecutions: 150,
      UnreservedConcurrentExecutions: 100,
    });
    expect([entered(concurrency, own), entered(concurrency, other)]).toEqual([30, 100]);
    expect(entered(concurrency, 'arn:third')).toBe(20);
  });

  test('keeps a hundred unreserved, and refuses what would leave less', () => {
    const concurrency = new Concurrency({ concurrentExecutions: 130 });
    concurrency.reserve(own, 30);
    expect(() => concurrency.reserve(other, 1)).toThrow('below its minimum value of [100]');
    const small = new Concurrency({ concurrentExecutions: 40 });
    expect(() => small.reserve(own, 1)).toThrow('below its minimum value of [100]');
    expect(entered(small, own)).toBe(40);
  });
});
