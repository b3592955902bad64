import type { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** The sections of docs/alarms.md, as their headings are. */
export const alarmSections = [
  'Late streams',
  'Batches given up',
  'Failing functions',
  'Throttled functions',
  'Concurrency near the quota',
  'Failing requests',
  'Failing sockets',
  'Quarantined items',
  'Slow delivery',
  'Failed executions',
  'Late deadlines',
  'Silent schedules',
  'Late webhooks',
  'Lost wake-ups',
  'Disabled webhooks',
  'Throttled tables',
  'Objective of delivery',
  'Objective of correctness',
] as const;

export type AlarmSection = (typeof alarmSections)[number];

/** One alarm, apart from whom it notifies. */
export interface AlarmRow {
  /** What its name has behind that of the stack. */
  readonly name: string;
  readonly section: AlarmSection;
  /** What has happened when it fires, for who is woken by it. */
  readonly means: string;
  readonly metric: Metric | MathExpression;
  readonly is: 'above' | 'below';
  readonly threshold: number;
  /** So many periods must be so … @default 1 */
  readonly periods?: number;
  /** … of the last so many. @default - periods */
  readonly outOf?: number;
  /**
   * What it means that nothing was measured: `well`, because nothing happened that could go wrong, or
   * `broken`, because something always happens.
   * @default well
   */
  readonly silence?: 'well' | 'broken';
  /** Whether it is a part of another alarm, and notifies nobody by itself. @default false */
  readonly isPart?: boolean;
}

/** Where it is explained, as a path of this project. */
export function pageOf(section: AlarmSection): string {
  return `docs/alarms.md#${section.toLowerCase().replaceAll(' ', '-')}`;
}
