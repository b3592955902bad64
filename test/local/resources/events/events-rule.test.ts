import type { InvocationResult } from '../../../../local/contract/invocation.ts';
import type { RunningResource } from '../../../../local/contract/resource-kind.ts';
import { eventsRuleKind } from '../../../../local/resources/events/events-rule.ts';
import { createTestHost, type TestHost } from '../../test-host.ts';

const ok: InvocationResult = { kind: 'ok', payload: null };
const failure: InvocationResult = { kind: 'error', errorType: 'Error', errorMessage: 'no' };

let rule: RunningResource | undefined;
beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-11-21T10:00:00.250Z') }));
afterEach(async () => {
  await rule?.stop?.();
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

/** Starts a rule whose function gives these results in turn; the times of its invocations. */
async function startRule(
  properties: Record<string, unknown>,
  results: InvocationResult[] = [],
  host: TestHost = createTestHost(),
) {
  const invocations: { at: string; payload: unknown }[] = [];
  const Arn = host.addFunction('sweep', payload => {
    invocations.push({ at: new Date().toISOString().slice(11), payload });
    return results.shift() ?? ok;
  });
  const Targets = [
    { Arn, Id: 'Target0', ...(properties.Input ? { Input: properties.Input } : {}) },
  ];
  const { Input: _, ...own } = properties;
  rule = await eventsRuleKind.create(
    {
      logicalId: 'Rule',
      type: 'AWS::Events::Rule',
      properties: { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED', Targets, ...own },
    },
    host,
  );
  await rule.start?.();
  return invocations;
}

test('a rate invokes its target each time with a scheduled event', async () => {
  const invocations = await startRule({});
  await jest.advanceTimersByTimeAsync(130_000);
  expect(invocations.map(({ at }) => at)).toEqual(['10:01:00.250Z', '10:02:00.250Z']);
  expect(invocations[0]?.payload).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: '2026-11-21T10:01:00Z',
    region: 'us-east-1',
    resources: ['arn:aws:events:us-east-1:000000000000:rule/Stack-Rule'],
    detail: {},
  });
});

test('a constant input takes the place of the event', async () => {
  const invocations = await startRule({ Input: '{"sweep":true}' });
  await jest.advanceTimersByTimeAsync(60_000);
  expect(invocations[0]?.payload).toEqual({ sweep: true });
});

test('a failed invocation is repeated after one minute and after two more, then no more', async () => {
  const invocations = await startRule({ ScheduleExpression: 'rate(1 hour)' }, [
    failure,
    failure,
    failure,
    failure,
  ]);
  await jest.advanceTimersByTimeAsync(3_600_000 + 600_000);
  expect(invocations.map(({ at }) => at)).toEqual([
    '11:00:00.250Z',
    '11:01:00.250Z',
    '11:03:00.250Z',
  ]);
});

test('a throttled invocation is tried on for six hours, and costs no retry', async () => {
  const throttled: InvocationResult = {
    kind: 'error',
    errorType: 'TooManyRequestsException',
    errorMessage: 'Rate Exceeded.',
  };
  const busy = Array.from({ length: 1_000 }, () => throttled);
  const invocations = await startRule({ ScheduleExpression: 'rate(1 day)' }, busy);
  await jest.advanceTimersByTimeAsync(86_400_000 + 7 * 3_600_000);
  expect(invocations.slice(0, 5).map(({ at }) => at)).toEqual([
    '10:00:00.250Z',
    '10:00:01.250Z',
    '10:00:03.250Z',
    '10:00:07.250Z',
    '10:00:15.250Z',
  ]);
  expect(invocations.at(-1)?.at).toMatch(/^15:5\d:/);
});

test('a rule further away than a timer reaches still fires at its time', async () => {
  const invocations = await startRule({ ScheduleExpression: 'rate(40 days)' });
  await jest.advanceTimersByTimeAsync(40 * 86_400_000 - 1);
  expect(invocations).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  expect(invocations).toHaveLength(1);
});

test('a disabled rule does nothing', async () => {
  const invocations = await startRule({ State: 'DISABLED' });
  await jest.advanceTimersByTimeAsync(600_000);
  expect(invocations).toEqual([]);
});

test('a target that is no function is an error', async () => {
  await expect(
    startRule({ Targets: [{ Arn: 'arn:aws:sqs:us-east-1:000000000000:queue', Id: 'T' }] }),
  ).rejects.toThrow(
    'Targets.0.Arn: expected targets that are Lambda functions; received "arn:aws:sqs',
  );
});

/** How often each metric of a rule was counted; of another dimension there is none. */
function counted({ samples }: TestHost): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { namespace, name, dimensions, unit, values } of samples) {
    expect([namespace, dimensions, unit]).toEqual([
      'AWS/Events',
      { RuleName: 'Stack-Rule' },
      'Count',
    ]);
    counts[name] = (counts[name] ?? 0) + values.reduce((sum, value) => sum + value, 0);
  }
  return counts;
}

test('what it invokes counts once, whatever the function makes of it and how often', async () => {
  const host = createTestHost();
  const throttled = { ...failure, errorType: 'TooManyRequestsException' };
  const invocations = await startRule({}, [ok, throttled, throttled, failure], host);
  await jest.advanceTimersByTimeAsync(130_000);
  expect(invocations.length).toBeGreaterThan(2);
  expect(counted(host)).toEqual({ TriggeredRules: 2, Invocations: 2 });
});

test('a rule that may not invoke its function counts that as invoked, and as failed', async () => {
  const host = createTestHost({ functionPolicies: { add() {}, allows: () => false } });
  const invocations = await startRule({}, [], host);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(invocations).toEqual([]);
  expect(counted(host)).toEqual({ TriggeredRules: 1, Invocations: 1, FailedInvocations: 1 });
});

test('a rule that is off counts nothing', async () => {
  const host = createTestHost();
  await startRule({ State: 'DISABLED' }, [], host);
  await jest.advanceTimersByTimeAsync(600_000);
  expect(counted(host)).toEqual({});
});
