import { dynamoDbPermissions } from '../../../local/iam/dynamodb-permissions.ts';

const place = { region: 'us-east-1', accountId: '000000000000' };
const arn = (table: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${table}`;

/** "action resource", the ARN's beginning left out. */
const needs = (operation: string, input: Record<string, unknown>) =>
  dynamoDbPermissions({ operation, input }, place).map(
    ({ action, resource }) => `${action} ${resource.replace(arn(''), '')}`,
  );

test('a single call needs its action on its table', () => {
  expect(needs('PutItem', { TableName: 'Bets' })).toEqual(['dynamodb:PutItem Bets']);
  expect(needs('GetItem', { TableName: arn('Bets') })).toEqual(['dynamodb:GetItem Bets']);
});

test('a query of an index needs the index and not the table', () => {
  expect(needs('Query', { TableName: 'Bets' })).toEqual(['dynamodb:Query Bets']);
  expect(needs('Query', { TableName: 'Bets', IndexName: 'byFight' })).toEqual([
    'dynamodb:Query Bets/index/byFight',
  ]);
  expect(needs('Scan', { TableName: 'Bets', IndexName: 'byFight' })).toEqual([
    'dynamodb:Scan Bets/index/byFight',
  ]);
});

test('a batch needs its action on each of its tables', () => {
  const RequestItems = { Bets: [], Fights: [] };
  expect(needs('BatchWriteItem', { RequestItems })).toEqual([
    'dynamodb:BatchWriteItem Bets',
    'dynamodb:BatchWriteItem Fights',
  ]);
  expect(needs('BatchGetItem', { RequestItems: { Bets: {} } })).toEqual([
    'dynamodb:BatchGetItem Bets',
  ]);
});

test('a transaction needs the action of each of its parts', () => {
  expect(
    needs('TransactWriteItems', {
      TransactItems: [
        { ConditionCheck: { TableName: 'Fights' } },
        { Put: { TableName: 'Bets' } },
        { Update: { TableName: 'Users' } },
        { Delete: { TableName: 'Drafts' } },
      ],
    }),
  ).toEqual([
    'dynamodb:ConditionCheckItem Fights',
    'dynamodb:PutItem Bets',
    'dynamodb:UpdateItem Users',
    'dynamodb:DeleteItem Drafts',
  ]);
  expect(needs('TransactGetItems', { TransactItems: [{ Get: { TableName: 'Bets' } }] })).toEqual([
    'dynamodb:GetItem Bets',
  ]);
});

test('what names no table needs its action on everything', () => {
  expect(needs('ListTables', {})).toEqual(['dynamodb:ListTables *']);
  expect(needs('ExecuteStatement', { Statement: 'SELECT * FROM Bets' })).toEqual([
    'dynamodb:ExecuteStatement *',
  ]);
});
