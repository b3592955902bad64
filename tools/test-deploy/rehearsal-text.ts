import type { Emulator } from './emulators.ts';
import type { StepEnd, TakenStep } from './rehearsal-step.ts';

/** The table of all steps, in whose words the last one failed, and what nobody judged. */
export function rehearsalText(
  taken: readonly TakenStep[],
  emulator: Emulator | undefined,
  logsFolder: string,
): string {
  const width = Math.max(...taken.map(({ name }) => name.length));
  const rows = taken.map(
    ({ name, seconds, end }) =>
      `${name.padEnd(width)}  ${seconds.toFixed(1).padStart(7)} s  ${end.kind}${said(end)}`,
  );
  return [...rows, '', ...wordsOf(taken.at(-1), logsFolder), ...notJudgedText(emulator), ''].join(
    '\n',
  );
}

function said(end: StepEnd): string {
  if (end.kind === 'passed') return `: ${end.found}`;
  return end.kind === 'skipped' ? `: ${end.why}` : '';
}

function wordsOf(last: TakenStep | undefined, logsFolder: string): readonly string[] {
  if (last?.end.kind !== 'failed') return [];
  return [
    `${last.name} failed; ${logsFolder} has all that was printed, the last of it is:`,
    ...last.end.words.map(line => `  ${line}`),
    '',
  ];
}

function notJudgedText(emulator: Emulator | undefined): readonly string[] {
  if (emulator === undefined) {
    return [
      'Nothing is known of what this emulator cannot judge: all scenarios were to be played but those of pages and of the local host.',
    ];
  }
  const { name, version, reaches } = emulator;
  return [
    ...(reaches === undefined ? [] : [`${name} ${version} was seen to reach: ${reaches}.`, '']),
    `What ${name} cannot judge (as of ${version}), and what that leaves out:`,
    ...emulator.notJudged.map(
      ({ what, why, leavesOut }) => `  ${what}: ${why}${leftOutText(leavesOut)}`,
    ),
  ];
}

function leftOutText(leavesOut: readonly string[]): string {
  if (leavesOut.length === 0) return '';
  return `; left out: ${leavesOut.includes('*') ? 'all scenarios' : leavesOut.join(', ')}`;
}
