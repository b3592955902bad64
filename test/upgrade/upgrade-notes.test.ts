import { readFileSync } from 'node:fs';
import { upgradeSubjects } from './upgrade-notes.ts';

const changelog = (upgrade: string) => `# Changelog

## [Unreleased]

### Added

- \`NoStep\`: something.

${upgrade}
## [0.1.0] - 2026-11-30

### Upgrade

- \`LastYearsTable.KeySchema\`: a step of a release before.
`;

test('the subjects of what is unreleased, each for itself', () => {
  const upgrade = `### Upgrade

- \`ProposalsTable.byRing\`,
  \`ProposalsTable.byDay\`: two indexes of \`ProposalsTable\` are new. Deploy twice.
- \`ManagementUrl\`: it is another.
- The table \`EventLogTable\`, in which nothing is different.
- \`BetsTable\` too.
`;
  expect(upgradeSubjects(changelog(upgrade))).toEqual([
    'ProposalsTable.byRing',
    'ProposalsTable.byDay',
    'ManagementUrl',
  ]);
});

test('a deploy is about nothing', () => {
  expect(upgradeSubjects(changelog('### Upgrade\n\nA deploy.\n'))).toEqual([]);
});

test('without that section the notes of another release are not taken', () => {
  expect(() => upgradeSubjects(changelog(''))).toThrow(
    'CHANGELOG.md has no "Upgrade" under [Unreleased]',
  );
});

test('CHANGELOG.md has such a section for what is unreleased, and for each release', () => {
  const text = readFileSync('CHANGELOG.md', 'utf8');
  const releases = text.split(/^## /m).slice(1);
  const without = releases.filter(release => !/^### Upgrade$/m.test(release));
  expect(without.map(release => release.slice(0, release.indexOf('\n')))).toEqual([]);
});
