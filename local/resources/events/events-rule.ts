import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type { DeclaredResource, RunningResource } from '../../contract/resource-kind.ts';
import { parseSchedule, type Schedule } from '../../schedule/schedule-expression.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { type RuleMetrics, ruleMetrics } from './rule-metrics.ts';

/** Lambda retries a failed asynchronous invocation after one minute, then after two: docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const retryDelaysMs = [60_000, 120_000];

/** A throttled one goes back to the queue instead, for up to 6 hours: the same page. */
const throttledForMs = 6 * 3_600_000;
const firstThrottledDelayMs = 1_000;
const longestThrottledDelayMs = 5 * 60_000;

/** A longer delay would fire at once: setTimeout keeps 31 bits. */
const longestTimerMs = 2 ** 31 - 1;

const ruleProperties = z.object({
  Name: z.string().optional(),
  ScheduleExpression: z.string(
    'expected a ScheduleExpression, for the local host runs no other rules',
  ),
  State: z.string().optional(),
  Targets: z
    .array(
      z.object({
        Arn: z.string().startsWith('arn:aws:lambda:', 'expected targets that are Lambda functions'),
        Input: z.string().optional(),
      }),
    )
    .default([]),
});

interface Target {
  readonly arn: string;
  /** @default - the scheduled event */
  readonly input: unknown;
}

/** docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
function scheduledEvent(host: Host, ruleArn: string, timeMs: number): unknown {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: host.accountId,
    time: `${new Date(timeMs).toISOString().slice(0, 19)}Z`,
    region: host.region,
    resources: [ruleArn],
    detail: {},
  };
}

/** Timers that all end on stop. */
class Timers {
  readonly #pending = new Set<NodeJS.Timeout>();
  #stopped = false;

  /** Runs the action at that time, in epoch milliseconds, however far away. */
  schedule(timeMs: number, action: () => void): void {
    if (this.#stopped) return;
    const delayMs = timeMs - Date.now();
    const timer = setTimeout(
      () => {
        this.#pending.delete(timer);
        if (delayMs > longestTimerMs) this.schedule(timeMs, action);
        else action();
      },
      Math.min(Math.max(0, delayMs), longestTimerMs),
    );
    this.#pending.add(timer);
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}

/** One event on its way to one target, as Lambda's queue of asynchronous invocations knows it. */
interface QueuedEvent {
  readonly target: Target;
  readonly event: unknown;
  readonly queuedAtMs: number;
  readonly failures: number;
  readonly throttles: number;
}

/** Without permission EventBridge invokes nothing, and reports it in metrics alone. */
const mayInvoke = (host: Host, functionArn: string, ruleArn: string): boolean =>
  host.functionPolicies.allows({
    functionArn,
    action: 'lambda:InvokeFunction',
    service: 'events.amazonaws.com',
    sourceArn: ruleArn,
  });

async function invokeWithRetries(host: Host, timers: Timers, queued: QueuedEvent): Promise<void> {
  const { target, event } = queued;
  const result = await host.functions.invoke(target.arn, target.input ?? event);
  if (result.kind === 'ok') return;
  const throttled = result.errorType === 'TooManyRequestsException';
  const delayMs = throttled
    ? Math.min(longestThrottledDelayMs, firstThrottledDelayMs * 2 ** queued.throttles)
    : retryDelaysMs[queued.failures];
  if (delayMs === undefined) return;
  const atMs = Date.now() + delayMs;
  if (throttled && atMs > queued.queuedAtMs + throttledForMs) return;
  const next = throttled
    ? { ...queued, throttles: queued.throttles + 1 }
    : { ...queued, failures: queued.failures + 1 };
  timers.schedule(atMs, () => {
    void invokeWithRetries(host, timers, next);
  });
}

/** A rule that is on. */
interface ScheduledRule {
  readonly arn: string;
  readonly schedule: Schedule;
  readonly targets: readonly Target[];
  readonly metrics: RuleMetrics;
}

function run(host: Host, timers: Timers, rule: ScheduledRule): void {
  const { arn: ruleArn, schedule, targets, metrics } = rule;
  const runAfter = (afterMs: number): void => {
    const timeMs = schedule(afterMs);
    timers.schedule(timeMs, () => {
      const event = scheduledEvent(host, ruleArn, timeMs);
      metrics.triggered();
      for (const target of targets) {
        if (!mayInvoke(host, target.arn, ruleArn)) {
          metrics.refused();
          continue;
        }
        metrics.invoked();
        const queued = { target, event, queuedAtMs: timeMs, failures: 0, throttles: 0 };
        void invokeWithRetries(host, timers, queued);
      }
      // After a sleep of the machine the missed runs are left out, as on a schedule that was off.
      runAfter(Math.max(timeMs, Date.now()));
    });
  };
  runAfter(Date.now());
}

function createRule(
  properties: z.output<typeof ruleProperties>,
  { logicalId }: DeclaredResource,
  host: Host,
): RunningResource {
  const name = properties.Name ?? `${host.stackName}-${logicalId}`;
  const arn = `arn:aws:events:${host.region}:${host.accountId}:rule/${name}`;
  const targets = properties.Targets.map(
    ({ Arn, Input }): Target => ({
      arn: Arn,
      input: Input === undefined ? undefined : JSON.parse(Input),
    }),
  );
  const { secondsPerMinute = 60 } = host;
  const schedule = parseSchedule(
    properties.ScheduleExpression,
    Date.now(),
    secondsPerMinute * 1_000,
  );
  const timers = new Timers();
  return {
    ref: name,
    attributes: { Arn: arn },
    async start() {
      if (properties.State === 'DISABLED') return;
      run(host, timers, { arn, schedule, targets, metrics: ruleMetrics(host.metrics, name) });
    },
    async stop() {
      timers.stop();
    },
  };
}

/** AWS::Events::Rule on a schedule, with Lambda functions as targets. */
export const eventsRuleKind = resourceKind({
  type: 'AWS::Events::Rule',
  properties: ruleProperties,
  ignored: {
    Description: 'text for people',
    Tags: 'no effect on behaviour',
    'Targets.Id': 'it only distinguishes the targets of a rule',
    'Targets.RetryPolicy': 'the target is always there to take the event',
  },
  create: createRule,
});
