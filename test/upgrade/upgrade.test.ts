import { readFileSync } from 'node:fs';
import { recordedContexts } from '../../tools/release/contexts.ts';
import { upgradeSteps } from '../../tools/release/upgrade-steps.ts';
import { synthesize } from '../lib/synthesize.ts';
import { byVersion, lastRelease, releasedTemplate } from './releases.ts';
import { upgradeSubjects } from './upgrade-notes.ts';

/** What the notes of the coming release have steps for. */
const noted = upgradeSubjects(readFileSync('CHANGELOG.md', 'utf8'));

describe.each(Object.entries(recordedContexts))(
  'over the last release, with %s',
  (name, context) => {
    it('one deploy is all there is to an upgrade, but for steps that stand in CHANGELOG.md', () => {
      const current = synthesize(context).toJSON();
      const steps = upgradeSteps(releasedTemplate(lastRelease, name), {
        Resources: current.Resources,
        Outputs: current.Outputs,
      });
      // What is listed here takes a line under "Upgrade" that begins with its subject and says what to do.
      expect(steps.filter(({ subject }) => !noted.includes(subject))).toEqual([]);
    });
  },
);

describe('the version', () => {
  const versionOf = (file: string): string => JSON.parse(readFileSync(file, 'utf8')).version;
  const { workspaces } = JSON.parse(readFileSync('package.json', 'utf8'));

  it('is the same of all packages', () => {
    const versions = workspaces.map((each: string) => versionOf(`${each}/package.json`));
    expect([...new Set(versions)]).toEqual([versionOf('package.json')]);
  });

  it('is that of the last release, or with what is unreleased -dev of the one to come', () => {
    const [, unreleased = ''] = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
    const [version = '', ...rest] = versionOf('package.json').split('-');
    if (rest.length === 0 && !/^- /m.test(unreleased)) expect(version).toBe(lastRelease);
    else {
      expect(rest).toEqual(['dev']);
      expect(byVersion(version, lastRelease)).toBe(1);
    }
  });
});
