import { readFileSync } from 'node:fs';
import { testTitles, titlesIn } from '../../../tools/requirements/test-titles.ts';
import { withProofs } from '../../../tools/requirements/with-proofs.ts';

const page = readFileSync('docs/requirements.md', 'utf8');
const titles = testTitles();

test('docs/requirements.md names the tests that are tagged; else: npm run requirements', () => {
  expect(page).toBe(withProofs(page, titles));
});

test('each tag is the id of a requirement', () => {
  const ids = [...page.matchAll(/^\| ([A-Z]\d+) \|/gm)].map(([, id]) => id);
  const unknown = titles.filter(({ tags }) => tags.some(tag => !ids.includes(tag)));
  expect(unknown).toEqual([]);
});

const source = [
  "// it('is a comment [G1]', () => {});",
  "describe('a group [G1]', () => {",
  "  it.each([['a', 1]])(",
  "    'one of %s is | two [G2] [L1]',",
  '    () => {},',
  '  );',
  `  test.each\`a\n\${'b'}\`('of a table', () => { call('no title [G3]'); });`,
  `  it(\`is of a template, \${1} [G3]\`, () => {});`,
  '});',
].join('\n');

const found = titlesIn('test/a.test.ts', source);

test('titles are read from the syntax of a file, with what they are tagged with', () => {
  expect(found).toEqual([
    { file: 'test/a.test.ts', title: 'a group', tags: ['G1'] },
    { file: 'test/a.test.ts', title: 'one of %s is | two', tags: ['G2', 'L1'] },
    { file: 'test/a.test.ts', title: 'of a table', tags: [] },
    { file: 'test/a.test.ts', title: 'is of a template, …', tags: ['G3'] },
  ]);
});

test('a row names the tests with its id, file by file, and none where there is none', () => {
  const rows = [
    '# Page',
    '| G1 | one | Done: `a` | stale |',
    '| G2 | two | Not yet | |',
    '| G4 | four | Not yet | stale |',
  ];
  const other = { file: 'test/b.test.ts', title: 'also', tags: ['G1'] };
  const again = { file: 'test/a.test.ts', title: 'again', tags: ['G1'] };
  expect(withProofs(rows.join('\n'), [...found, again, other]).split('\n')).toEqual([
    '# Page',
    '| G1 | one | Done: `a` | `test/a.test.ts`: "a group", "again"; `test/b.test.ts`: "also" |',
    '| G2 | two | Not yet | `test/a.test.ts`: "one of %s is \\| two" |',
    '| G4 | four | Not yet | none |',
  ]);
});
