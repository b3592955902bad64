import type { Emulator } from './emulators.ts';

/** Which scenarios to play, as Jest is given them. */
export interface ScenarioChoice {
  /** Their files. */
  readonly files: readonly string[];
  /** Parts of titles that are left out of these. */
  readonly withoutTitles: readonly string[];
}

/** Those that are about a local host, or start one of their own whatever stack is given. */
export const onLocalHostOnly: readonly string[] = [
  'account-concurrency',
  'debugger',
  'drain',
  'identity-provider',
  'local-ports',
  'pasted-lines',
  'payment-streams-load',
  'restore',
  'shared-environment',
  'stages',
  'strangers',
  'watch',
  'watched',
];

/** Pages and terminals are scenarios of clients: minutes in a browser, which no stack changes. */
const ofClients = /^(browser|dashboard|terminal)-/;

/** What the emulator can judge of these files of `test/scenarios`; of an unknown one everything. */
export function chooseScenarios(
  allFiles: readonly string[],
  emulator: Emulator | undefined,
): ScenarioChoice {
  const leftOut = (emulator?.notJudged ?? []).flatMap(({ leavesOut }) => leavesOut);
  const isLeftOut = (name: string): boolean =>
    leftOut.includes('*') || leftOut.includes(name) || onLocalHostOnly.includes(name);
  const files = allFiles.filter(file => {
    const name = scenarioName(file);
    return !ofClients.test(name) && !isLeftOut(name);
  });
  const names = files.map(scenarioName);
  const withoutTitles = leftOut.flatMap(entry => {
    const [name = '', title] = entry.split(': ', 2);
    return title !== undefined && names.includes(name) ? [title] : [];
  });
  return { files, withoutTitles };
}

/** `test/scenarios/live.test.ts` is `live`. */
export function scenarioName(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/\.test\.ts$/, '');
}

/** Jest plays what matches; these are to match nothing. */
export function jestArgs({ files, withoutTitles }: ScenarioChoice): readonly string[] {
  if (withoutTitles.length === 0) return files;
  const escaped = withoutTitles.map(title => title.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return [...files, '--testNamePattern', `^(?!.*(${escaped.join('|')}))`];
}
