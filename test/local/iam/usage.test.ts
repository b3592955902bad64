import { joinUsage, mergeUsage } from '../../../local/iam/usage.ts';

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

test('of stacks whose templates differ, every grant of each counts, with the uses of all', () => {
  const first = [
    ...run('Shared', [grant('dynamodb:GetItem', 2), grant('dynamodb:Scan', 0)], ['s3:PutObject']),
    ...run('OfFirst', [grant('dynamodb:Query', 1)]),
  ];
  const second = [
    ...run('OfSecond', [grant('dynamodb:Query', 0)]),
    ...run('Shared', [grant('dynamodb:GetItem', 3), grant('dynamodb:PutItem', 1)]),
  ];
  expect(joinUsage([first, second])).toEqual([
    ...run(
      'Shared',
      [grant('dynamodb:GetItem', 5), grant('dynamodb:Scan', 0), grant('dynamodb:PutItem', 1)],
      ['s3:PutObject'],
    ),
    ...run('OfFirst', [grant('dynamodb:Query', 1)]),
    ...run('OfSecond', [grant('dynamodb:Query', 0)]),
  ]);
  expect(joinUsage([])).toEqual([]);
});
