import type { ManagementQuery } from '../../clients/react/index.ts';

/** How long an answer that is on its way may take before what came last is no more than history. */
const slackMs = 15_000;

/** Whether the last answer to what is asked every so often says how it is now, or only how it was. */
export function isCurrent(
  { problem, answeredAtMs }: Pick<ManagementQuery<unknown>, 'problem' | 'answeredAtMs'>,
  everyMs: number,
  nowMs: number,
): boolean {
  return (
    problem === undefined && answeredAtMs !== undefined && nowMs - answeredAtMs <= everyMs + slackMs
  );
}
