import {
  type ComponentCheck,
  componentHealth,
  errorHealth,
  overallHealthOf,
} from '../../../core/health/overall-health.ts';
import { summarizeErrors } from '../../../core/statistics/summarize.ts';
import type { ErrorCategory } from '../../../core/wire/error-category.ts';

const none: Readonly<Record<ErrorCategory, number>> = {
  CONNECTION: 0,
  AUTHENTICATION: 0,
  RATE_LIMIT: 0,
  CAPACITY: 0,
  SERVER: 0,
  CLIENT: 0,
  VALIDATION: 0,
  TIMEOUT: 0,
};

function errors(requests: number, counts: Partial<Record<ErrorCategory, number>> = {}) {
  return summarizeErrors([{ requests, errors: { ...none, ...counts } }]);
}

const fine: ComponentCheck = {
  name: 'event-log',
  isEssential: true,
  works: true,
  latencyMs: 1_000,
  slowAboveMs: 1_000,
};

test.each([
  ['healthy', {}],
  ['degraded', { latencyMs: 1_001 }],
  ['unhealthy', { works: false }],
  ['degraded', { works: false, isEssential: false }],
] as const)('a component is %s with %j', (status, change) => {
  expect(componentHealth({ ...fine, ...change })).toBe(status);
});

test.each([
  ['healthy', 19, { SERVER: 19 }, 1],
  ['unhealthy', 20, { SERVER: 20 }, 1],
  ['healthy', 1_000, { SERVER: 19 }, 0.019],
  ['degraded', 1_000, { SERVER: 12, TIMEOUT: 8 }, 0.02],
  ['degraded', 1_000, { SERVER: 199 }, 0.199],
  ['unhealthy', 1_000, { SERVER: 200 }, 0.2],
  ['healthy', 1_000, { AUTHENTICATION: 900, CLIENT: 50, RATE_LIMIT: 50 }, 0],
] as const)(
  'the system is %s when of %d requests %j failed [L6]',
  (status, requests, counts, rate) => {
    expect(errorHealth(errors(requests, counts))).toEqual({ status, rate });
  },
);

test('the whole is as its worst part [L6]', () => {
  const slow = { ...fine, latencyMs: 5_000 };
  const gone = { ...fine, works: false };
  const failing = errors(1_000, { SERVER: 500 });
  expect(overallHealthOf([fine, fine], errors(1_000))).toBe('healthy');
  expect(overallHealthOf([fine, slow], errors(1_000))).toBe('degraded');
  expect(overallHealthOf([slow, gone, fine], errors(1_000))).toBe('unhealthy');
  expect(overallHealthOf([fine, slow], failing)).toBe('unhealthy');
  expect(overallHealthOf([], errors(0))).toBe('healthy');
});
