import { globSync, readFileSync } from 'node:fs';
import { testTitles } from '../../../tools/requirements/test-titles.ts';
import { emulators, findEmulator } from '../../../tools/test-deploy/emulators.ts';
import {
  chooseScenarios,
  jestArgs,
  onLocalHostOnly,
  scenarioName,
} from '../../../tools/test-deploy/scenario-choice.ts';

const of = (...leavesOut: string[]) => ({
  name: 'pretender',
  version: '1.2.3',
  notJudged: [{ what: 'this', why: 'that', leavesOut }],
});
const files = ['live', 'streams', 'watch', 'dashboard', 'dashboard-live', 'browser-client'].map(
  name => `test/scenarios/${name}.test.ts`,
);

it('of an emulator that nobody knows everything is played, but pages and hosts of one’s own', () => {
  expect(chooseScenarios(files, undefined)).toEqual({
    files: [
      'test/scenarios/live.test.ts',
      'test/scenarios/streams.test.ts',
      'test/scenarios/dashboard.test.ts',
    ],
    withoutTitles: [],
  });
});

it('leaves out files, and single titles of what it plays', () => {
  const emulator = of('streams', 'live: a poll of %s (twice)', 'streams: a reader');
  const choice = chooseScenarios(files.slice(0, 3), emulator);
  expect(choice).toEqual({
    files: ['test/scenarios/live.test.ts'],
    withoutTitles: ['a poll of %s (twice)'],
  });
  expect(jestArgs(choice)).toEqual([
    'test/scenarios/live.test.ts',
    '--testNamePattern',
    '^(?!.*(a poll of %s \\(twice\\)))',
  ]);
});

it('without titles to leave out gives Jest files only', () => {
  expect(jestArgs({ files: ['test/scenarios/live.test.ts'], withoutTitles: [] })).toEqual([
    'test/scenarios/live.test.ts',
  ]);
});

it('plays nothing where functions do not run', () => {
  expect(chooseScenarios(files, of('*')).files).toEqual([]);
});

describe('what is written down', () => {
  const scenarios = globSync('test/scenarios/*.test.ts');
  const names = scenarios.map(scenarioName);

  it('names scenarios that exist, and titles that they have', () => {
    const titles = testTitles();
    const leftOut = emulators.flatMap(({ notJudged }) => notJudged.flatMap(spot => spot.leavesOut));
    const unknown = leftOut.filter(entry => {
      const [name = '', title] = entry.split(': ', 2);
      if (entry === '*') return false;
      if (title === undefined) return !names.includes(name);
      const file = `test/scenarios/${name}.test.ts`;
      return !titles.some(each => each.file === file && each.title.includes(title));
    });
    expect(unknown).toEqual([]);
  });

  it('has each scenario that starts a host whatever stack it is given', () => {
    const startsOne = scenarios.filter(file => /\bstartOwnHost\b/.test(readFileSync(file, 'utf8')));
    const alsoOnGiven = startsOne.filter(file =>
      /connectTarget\(\)/.test(readFileSync(file, 'utf8')),
    );
    expect(
      startsOne
        .filter(file => !alsoOnGiven.includes(file))
        .map(scenarioName)
        .sort(),
    ).toEqual(onLocalHostOnly.filter(name => startsOne.map(scenarioName).includes(name)));
    expect(onLocalHostOnly.filter(name => !names.includes(name))).toEqual([]);
  });

  it('finds an emulator by its name, however it is written', () => {
    expect(findEmulator('MOTO')?.name).toBe('moto');
    expect(findEmulator('aws')).toBeUndefined();
  });

  it('says of each emulator whose version was tried', () => {
    expect(emulators.map(({ version }) => /^\d+\.\d+/.test(version))).not.toContain(false);
  });
});
