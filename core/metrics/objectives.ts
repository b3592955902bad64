/** How fast what may go wrong in the window is used up, over a long time and over a short one. */
export interface Burn {
  /** What share of it is used up in the long time. */
  readonly budget: number;
  readonly longMinutes: number;
  /** So that it ends soon after what is wrong does. */
  readonly shortMinutes: number;
}

/** What the system promises itself. */
export interface Objectives {
  /** Events that are with the first reader of their channel, of a process, in time. */
  readonly delivery: { readonly share: number; readonly withinMs: number };
  /** Changes that became events in order and were read without a gap. */
  readonly correctness: { readonly share: number };
  /** Over which time a share counts. */
  readonly windowDays: number;
  /** What somebody is woken by. */
  readonly burns: readonly Burn[];
  /** Where little happens one late event would be a large share: fewer than these wake nobody. */
  readonly fewestBad: number;
}

/**
 * What the system promises itself, and the on-call person is woken for. Alarms, dashboard and docs take
 * the numbers from here.
 *
 * https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
export const objectives = {
  delivery: { share: 0.999, withinMs: 2_000 },
  correctness: { share: 0.9999 },
  windowDays: 30,
  burns: [
    { budget: 0.02, longMinutes: 60, shortMinutes: 5 },
    { budget: 0.05, longMinutes: 360, shortMinutes: 30 },
  ],
  fewestBad: 5,
} as const satisfies Objectives;
