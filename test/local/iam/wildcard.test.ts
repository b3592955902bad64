import { covers, coversAction } from '../../../local/iam/wildcard.ts';

test.each([
  ['arn:aws:dynamodb:*:*:table/Bets', 'arn:aws:dynamodb:us-east-1:000000000000:table/Bets', true],
  ['arn:aws:dynamodb:*', 'arn:aws:dynamodb:us-east-1:000000000000:table/Bets', true],
  ['table/Bets', 'table/Bets/index/byFight', false],
  ['table/Bets*', 'table/Bets/index/byFight', true],
  ['table/Bets/index/*', 'table/Bets', false],
  ['table/Bet?', 'table/Bets', true],
  ['table/Bet?', 'table/Bet', false],
  ['table/bets', 'table/Bets', false],
  ['a.b', 'axb', false],
  ['a+b$', 'a+b$', true],
  ['*', '', true],
])('%s, held against %s: %s', (pattern, text, expected) => {
  expect(covers(pattern, text)).toBe(expected);
});

test.each([
  ['dynamodb:*', true],
  ['DynamoDB:putitem', true],
  ['dynamodb:Put*', true],
  ['dynamodb:???Item', true],
  ['dynamodb:Put', false],
  ['s3:PutItem', false],
])('the action %s covers dynamodb:PutItem: %s', (pattern, expected) => {
  expect(coversAction(pattern, 'dynamodb:PutItem')).toBe(expected);
});
