import { type Component, createHealthCheck } from '../../../core/health/check-health.ts';
import type { Counter } from '../../../core/statistics/counts.ts';
import type { Series } from '../../../core/statistics/statistics.ts';
import { healthSchema } from '../../../core/wire/management/health.ts';

const start = Date.UTC(2026, 10, 21, 10, 15, 30);
let nowMs: number;
let asked: number;
let counts: Partial<Record<Counter, number>>;
let batches: Partial<Record<Counter, number>>;
let published: Partial<Record<Counter, number>>;

beforeEach(() => {
  nowMs = start;
  asked = 0;
  counts = {};
  batches = {};
  published = {};
});

function component(name: string, parts: Partial<Component> = {}): Component {
  return {
    name,
    isEssential: true,
    ask: async () => {
      asked += 1;
    },
    ...parts,
  };
}

function countsOf(series: Series) {
  if (series === 'change-fan-out') return batches;
  if (series === 'management') return published;
  return series === 'fights' ? counts : {};
}

function healthOf(components: readonly Component[]) {
  return createHealthCheck({
    components,
    counted: {
      since: async (series: Series) => [
        {
          series,
          minute: '2026-11-21T10:15',
          counts: new Map(Object.entries(countsOf(series)) as [Counter, number][]),
        },
      ],
    },
    now: () => nowMs,
  });
}

const fails = async () => Promise.reject(new TypeError('the password is 1234'));

test('all that works is healthy, each component with its latency', async () => {
  counts = { requests: 100, 'error:CLIENT': 50, 'latency:3': 8 };
  const slow = component('slow', {
    ask: async () => {
      nowMs += 40;
    },
  });
  const report = await healthOf([component('event-log'), slow])();
  expect(healthSchema.parse(report)).toEqual(report);
  expect(report).toMatchObject({
    status: 'healthy',
    errors: { status: 'healthy', requests: 100, rate: 0 },
  });
  expect(report.components.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'event-log healthy',
    'slow healthy',
    'statistics healthy',
    'fan-out healthy',
    'delivery healthy',
  ]);
  expect(report.components.find(({ name }) => name === 'slow')?.latencyMs).toBe(40);
  expect(report.components.at(-1)).toMatchObject({ latencyMs: 10, detail: 'p95 of 8' });
});

test('an essential component that fails makes the whole unhealthy, and shows only its error’s name', async () => {
  const report = await healthOf([component('event-log', { ask: fails })])();
  expect(report.status).toBe('unhealthy');
  expect(report.components[0]).toMatchObject({ status: 'unhealthy', detail: 'TypeError' });
  expect(JSON.stringify(report)).not.toContain('1234');
});

test('what a component found stands beside its status, if it answered', async () => {
  const found = () => '2 failing';
  const report = await healthOf([
    component('webhooks', { found }),
    component('webhooks', { found, ask: fails }),
  ])();
  expect(report.components.slice(0, 2)).toMatchObject([
    { status: 'healthy', detail: '2 failing' },
    { status: 'unhealthy', detail: 'TypeError' },
  ]);
});

test('another component that fails makes it degraded', async () => {
  const audit = component('audit', { isEssential: false, ask: fails });
  expect((await healthOf([component('event-log'), audit])()).status).toBe('degraded');
});

test('a component that does not answer is waited for two seconds at most', async () => {
  const hangs = component('event-log', { ask: () => new Promise(() => undefined) });
  const report = await healthOf([hangs])();
  expect(report.components[0]).toMatchObject({
    status: 'unhealthy',
    detail: 'no answer within 2000 ms',
  });
});

test('statistics that cannot be read make it degraded, and no more', async () => {
  const health = createHealthCheck({
    components: [],
    counted: { since: fails },
    now: () => nowMs,
  });
  expect(await health()).toMatchObject({
    status: 'degraded',
    components: [
      { name: 'statistics', status: 'degraded' },
      { name: 'fan-out' },
      { name: 'delivery' },
    ],
  });
});

test('late deliveries make it degraded', async () => {
  counts = { requests: 1, 'latency:20': 30 };
  const report = await healthOf([])();
  expect(report.status).toBe('degraded');
  expect(report.components.at(-1)).toMatchObject({ name: 'delivery', status: 'degraded' });
});

test('a fan-out whose batches fail makes it unhealthy, however much else works', async () => {
  counts = { requests: 100_000 };
  batches = { requests: 12, 'error:SERVER': 11 };
  const report = await healthOf([])();
  expect(report).toMatchObject({ status: 'unhealthy', errors: { status: 'healthy' } });
  expect(report.components.find(({ name }) => name === 'fan-out')).toMatchObject({
    status: 'unhealthy',
    detail: '92 % of 12 batches failed',
  });
  batches = { requests: 2, 'error:SERVER': 2 };
  expect((await healthOf([])()).status).toBe('healthy');
  batches = { requests: 100, 'error:SERVER': 49, 'error:VALIDATION': 51 };
  expect((await healthOf([])()).status).toBe('healthy');
});

test('a fan-out without a batch is ill once something was published a minute ago and more', async () => {
  published = { appended: 7 };
  // That minute ends at 10:16, so that one has passed since at 10:17.
  nowMs = Date.UTC(2026, 10, 21, 10, 17) - 1;
  expect((await healthOf([])()).status).toBe('healthy');
  nowMs += 1;
  const report = await healthOf([])();
  expect(report.status).toBe('unhealthy');
  expect(report.components.find(({ name }) => name === 'fan-out')).toMatchObject({
    status: 'unhealthy',
    detail: 'no batch, though 7 events were published',
  });
  batches = { requests: 1 };
  expect((await healthOf([])()).status).toBe('healthy');
});

test('failures of ours make it degraded, then unhealthy', async () => {
  counts = { requests: 100, 'error:SERVER': 2 };
  expect(await healthOf([])()).toMatchObject({ status: 'degraded', errors: { rate: 0.02 } });
  counts = { requests: 100, 'error:TIMEOUT': 20 };
  expect(await healthOf([])()).toMatchObject({ status: 'unhealthy', errors: { rate: 0.2 } });
});

test('whoever asks within five seconds gets the same answer, and then a new one', async () => {
  const health = healthOf([component('event-log')]);
  await Promise.all([health(), health()]);
  nowMs = start + 4_999;
  await health();
  expect(asked).toBe(1);
  nowMs = start + 5_000;
  await health();
  expect(asked).toBe(2);
});
