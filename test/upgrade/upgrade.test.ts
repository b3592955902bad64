import { readFileSync } from 'node:fs';
import { recordedContexts } from '../../tools/release/contexts.ts';
import { upgradeSteps } from '../../tools/release/upgrade-steps.ts';
import { synthesize } from '../lib/synthesize.ts';
import { section } from '../support/page-parts.ts';
import { lastRelease, releasedTemplate } from './releases.ts';

/** What the notes of the coming release say of an upgrade. */
const notes = section('CHANGELOG.md', 'Upgrade');

describe.each(Object.entries(recordedContexts))(
  'over the last release, with %s',
  (name, context) => {
    it('one deploy is all there is to an upgrade, but for steps that stand in CHANGELOG.md', () => {
      const current = synthesize(context).toJSON();
      const steps = upgradeSteps(releasedTemplate(lastRelease, name), {
        Resources: current.Resources,
        Outputs: current.Outputs,
      });
      const unsaid = steps.filter(({ subject }) => !notes.includes(`\`${subject}\``));
      // What is listed here takes a line under "Upgrade" that names it and says what to do.
      expect(unsaid.map(({ text }) => text)).toEqual([]);
    });
  },
);

it('the version of the packages is that of the last release, or the one to come', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(version.localeCompare(lastRelease, 'en', { numeric: true })).toBeGreaterThanOrEqual(0);
});
