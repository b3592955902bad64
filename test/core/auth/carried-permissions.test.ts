import { carriedPermissionsProblem } from '../../../core/auth/carried-permissions.ts';

const of = (count: number, each: string) => ({ permissions: Array(count).fill(each) });

test.each([
  ['none', of(0, ''), undefined],
  ['a hundred of twenty', of(100, 'x'.repeat(20)), undefined],
  ['2,000', of(16, 'x'.repeat(125)), undefined],
  ['one more', { permissions: [...of(16, 'x'.repeat(125)).permissions, 'y'] }, 2_001],
  ['as many as a token may have', of(100, 'x'.repeat(128)), 12_800],
  ['what takes three bytes each', of(10, '票'.repeat(67)), 2_010],
  ['what is escaped', of(10, '"'.repeat(101)), 2_020],
])('permissions of %s are carried on, or are said to be too long', (_title, identity, length) => {
  const problem = carriedPermissionsProblem(identity);
  expect(problem).toBe(
    length === undefined
      ? undefined
      : `the token’s claim permissions has ${length} characters in all; expected at most 2000, for an SSE token and a socket carry them on`,
  );
});
