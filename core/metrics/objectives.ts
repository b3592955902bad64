/**
 * What the system promises itself, and the on-call person is woken for. Alarms, dashboard and docs take
 * the numbers from here.
 */
export const objectives = {
  /** Events that are with the first reader of their channel, of a process, in time. */
  delivery: { share: 0.999, withinMs: 2_000 },
  /** Changes that became events in order and were read without a gap. */
  correctness: { share: 0.9999 },
  /** Over which time a share counts. */
  windowDays: 30,
} as const;
