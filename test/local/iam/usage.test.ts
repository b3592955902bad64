import { mergeUsage } from '../../../local/iam/usage.ts';

const grant = (action: string, uses: number) => ({ action, resource: 'table/Bets', uses });
const run = (role: string, grants: ReturnType<typeof grant>[], refused: string[] = []) => [
  {
    role,
    actors: ['Main'],
    grants,
    refusals: refused.map(action => ({ action, resource: 'table/Bets' })),
  },
];

test('the uses of several runs are added up, and each refusal is listed once', () => {
  expect(
    mergeUsage([
      run('Role', [grant('dynamodb:GetItem', 2), grant('dynamodb:PutItem', 0)], ['s3:PutObject']),
      run('Role', [grant('dynamodb:GetItem', 3), grant('dynamodb:PutItem', 1)], ['s3:PutObject']),
    ]),
  ).toEqual(
    run('Role', [grant('dynamodb:GetItem', 5), grant('dynamodb:PutItem', 1)], ['s3:PutObject']),
  );
});

test('what the last run no longer grants does not count', () => {
  expect(
    mergeUsage([
      run('Role', [grant('dynamodb:Scan', 4)]),
      run('Role', [grant('dynamodb:GetItem', 0)]),
    ]),
  ).toEqual(run('Role', [grant('dynamodb:GetItem', 0)]));
  expect(mergeUsage([])).toEqual([]);
});
