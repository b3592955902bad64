import {
  planDefect,
  planText,
  planWarning,
  proposePlan,
  reservedForChannel,
  sseHosts,
  webhooksAtOnce,
} from '../../lib/account-concurrency.ts';

const shared = (each: number) => ({
  ...{ streams: each, fanOut: each, sockets: each, courier: each },
  management: 2 * each,
  webhooks: each,
});

describe('the plan that is proposed', () => {
  it.each([
    [1, { publicStreams: 0 }],
    [10, { publicStreams: 0 }],
    [24, { publicStreams: 0 }],
    [25, { publicStreams: 1 }],
    [40, { publicStreams: 4 }],
    [100, { publicStreams: 16 }],
    [659, { publicStreams: 100 }],
    [660, { publicStreams: 100, reservedConcurrency: shared(10) }],
    [1_000, { publicStreams: 100, reservedConcurrency: shared(23) }],
    [10_000, { publicStreams: 100, reservedConcurrency: shared(369) }],
  ])('for an account of %i', (accountConcurrency, plan) => {
    expect(proposePlan(accountConcurrency)).toEqual(plan);
  });

  it('goes around what is given', () => {
    expect(proposePlan(1_000, { publicStreams: 200 })).toEqual({
      publicStreams: 200,
      reservedConcurrency: shared(11),
    });
    const reservedConcurrency = { fanOut: 20 };
    expect(proposePlan(1_000, { reservedConcurrency })).toEqual({
      publicStreams: 100,
      reservedConcurrency,
    });
  });

  it.each(sseHosts)('is one that Lambda takes, in an account of any size, with %s', sseHost => {
    for (let account = 1; account <= 3_000; account += 1) {
      const plan = proposePlan(account, { sseHost });
      expect([account, planDefect(account, plan)]).toEqual([account, undefined]);
      expect([account, planWarning(account, plan)]).toEqual([account, undefined]);
    }
  });

  it.each([
    [10, undefined],
    [239, undefined],
    [240, 10],
    [1_000, 64],
  ])('on a Web Function, whose streams hold nothing, for an account of %i', (account, each) => {
    const { streams: _, ...others } = shared(each ?? 0);
    expect(proposePlan(account, { sseHost: 'web-function' })).toEqual({
      sseHost: 'web-function',
      publicStreams: 0,
      ...(each !== undefined && { reservedConcurrency: others }),
    });
  });
});

describe('what Lambda would refuse', () => {
  it('is said with its sums', () => {
    const plan = { reservedConcurrency: { streams: 100, fanOut: 20 }, publicStreams: 100 };
    expect(planDefect(1_000, plan)).toBe(
      'together 1520 (streams 12 × 100, fanOut 20, publicStreams 3 × 100), expected at most 900, because Lambda keeps 100 of accountConcurrency=1000 unreserved',
    );
  });

  it('begins with the first above what may be reserved', () => {
    const plan = {
      reservedConcurrency: { sockets: 100, courier: 50, management: 200, webhooks: 100 },
      publicStreams: 100,
    };
    expect(planDefect(1_000, plan)).toBeUndefined();
    expect(planDefect(999, plan)).toBe(
      'together 900 (sockets 2 × 100, courier 8 × 50, management 200, webhooks 100), expected at most 899, because Lambda keeps 100 of accountConcurrency=999 unreserved',
    );
  });

  it('is every share where nothing may be reserved', () => {
    expect(planDefect(10, { reservedConcurrency: { fanOut: 1 }, publicStreams: 0 })).toBe(
      'together 1 (fanOut 1), expected at most 0, because Lambda keeps 100 of accountConcurrency=10 unreserved',
    );
  });
});

test('the public’s streams come on top where the public may read', () => {
  const plan = { reservedConcurrency: { streams: 50 }, publicStreams: 100 };
  expect(reservedForChannel('fights', plan)).toBe(50);
  expect(reservedForChannel('inbox', plan)).toBe(150);
  expect(reservedForChannel('payment-streams', plan)).toBe(150);
  expect(reservedForChannel('live', plan)).toBe(150);
  expect(reservedForChannel('inbox', { publicStreams: 100 })).toBeUndefined();
});

describe('webhooks that are posted to at once', () => {
  it.each([
    ['an account that nobody knows', undefined, {}, 50],
    ['one with ten', 10, {}, 2],
    ['one with forty', 40, {}, 4],
    ['one with 270', 270, {}, 50],
    ['a share of its own', 1_000, { webhooks: 23 }, 23],
    ['the smallest share', 1_000, { webhooks: 2 }, 2],
    ['a share of more than are ever used', undefined, { webhooks: 200 }, 50],
    ['shares of others', 100, { fanOut: 10 }, 16],
  ])('in %s', (_, accountConcurrency, reservedConcurrency, expected) => {
    expect(webhooksAtOnce(accountConcurrency, { reservedConcurrency })).toBe(expected);
  });

  it('are never more than are reserved, in an account of any size', () => {
    for (let account = 1; account <= 3_000; account += 1) {
      const plan = proposePlan(account);
      const { webhooks = Number.POSITIVE_INFINITY } = plan.reservedConcurrency ?? {};
      const atOnce = webhooksAtOnce(account, plan);
      expect([account, atOnce >= 2 && atOnce <= webhooks]).toEqual([account, true]);
    }
  });
});

test('it warns when readers who are not staff could take what others need, unless streams have a share', () => {
  expect(planWarning(40, { publicStreams: 4 })).toBeUndefined();
  expect(planWarning(40, { publicStreams: 5 })).toBe(
    'publicStreams: received 5; in an account of 40 readers who are not staff could hold what others need: expected at most 4, or a share reserved for streams',
  );
  const reservedConcurrency = { streams: 10 };
  expect(planWarning(1_000, { publicStreams: 500, reservedConcurrency })).toBeUndefined();
});

test('it can be written down as context', () => {
  expect(planText(proposePlan(1_000))).toEqual([
    'reservedConcurrency=streams=23,fanOut=23,sockets=23,courier=23,management=46,webhooks=23',
    'publicStreams=100',
  ]);
  expect(planText(proposePlan(10))).toEqual(['publicStreams=0']);
  expect(planText(proposePlan(10, { sseHost: 'web-function' }))).toEqual([]);
  expect(planText(proposePlan(1_000, { sseHost: 'web-function' }))).toEqual([
    'reservedConcurrency=fanOut=64,sockets=64,courier=64,management=128,webhooks=64',
  ]);
});
