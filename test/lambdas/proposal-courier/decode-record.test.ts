import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { courierTaskOf } from '../../../lambdas/proposal-courier/decode-record.ts';
import { exampleProposal } from '../../core/proposal/example-proposal.ts';

const tables = { proposalsTableName: 'App-Proposals', connectionsTableName: 'App-Connections' };

const row = {
  userId: 'ana',
  leaseId: 'ws#a-1',
  kind: 'ws',
  connectionId: 'a-1',
  channel: 'proposals',
  role: 'bettor',
  connectedAt: '2026-11-20T20:00:00.000Z',
  state: 'connecting',
  seenAtMs: 1795118400000,
  tokenExpiresAtMs: 1795125600000,
  sourceIp: '203.0.113.7',
  userAgent: 'test',
  expiresAt: 1795129800,
};

function image(item: object | undefined): Record<string, AttributeValue> | undefined {
  return item && (marshall(item) as Record<string, AttributeValue>);
}

function record(table: string, oldItem?: object, newItem?: object): DynamoDBRecord {
  const OldImage = image(oldItem);
  const NewImage = image(newItem);
  return {
    eventName: oldItem ? (newItem ? 'MODIFY' : 'REMOVE') : 'INSERT',
    eventSourceARN: `arn:aws:dynamodb:us-east-1:111122223333:table/${table}/stream/2026-11-20`,
    dynamodb: {
      Keys: { proposalId: { S: 'p-1' } },
      ...(OldImage && { OldImage }),
      ...(NewImage && { NewImage }),
    },
  };
}

const pending = exampleProposal();
const accepted = exampleProposal({
  status: 'accepted',
  decidedAt: '2026-11-20T20:01:00.000Z',
  decisionId: 'd-1',
});

test('a new pending proposal is proposed', () => {
  expect(courierTaskOf(record('App-Proposals', undefined, pending), tables)).toEqual({
    kind: 'proposed',
    proposal: pending,
  });
});

test('a decided proposal is sent with its outcome, without what the decision remembers', () => {
  const { decisionId: _, ...visible } = accepted;
  expect(courierTaskOf(record('App-Proposals', pending, accepted), tables)).toEqual({
    kind: 'decided',
    proposal: visible,
    outcome: 'accepted',
  });
});

test.each([
  ['a change of a decided one', record('App-Proposals', accepted, { ...accepted, message: 'x' })],
  ['a change of a pending one', record('App-Proposals', pending, { ...pending, message: 'x' })],
  ['a removal', record('App-Proposals', pending)],
  ['one that is there decided', record('App-Proposals', undefined, accepted)],
  [
    'a stream’s lease',
    record('App-Connections', undefined, { ...row, leaseId: 'sse#01', kind: 'sse' }),
  ],
  ['a renewed connection', record('App-Connections', row, { ...row, role: 'admin' })],
  ['a closed connection', record('App-Connections', row)],
])('%s asks for nothing', (_title, change) => {
  expect(courierTaskOf(change, tables)).toEqual({ kind: 'none' });
});

test.each([
  ['lacks its end', { ...pending, expiresAt: undefined }],
  ['has an end of another form', { ...pending, expiresAt: '2026-11-20T20:03:00Z' }],
  ['has an id that no execution can be named by', { ...pending, proposalId: 'p 1' }],
])('a proposal that %s is malformed, and named by its key', (_title, item) => {
  const change = record('App-Proposals', undefined, JSON.parse(JSON.stringify(item)));
  expect(courierTaskOf(change, tables)).toEqual({ kind: 'malformed', key: 'p-1' });
});

test('an amount that JavaScript cannot hold is malformed, not a crash', () => {
  const change = record('App-Proposals', undefined, pending);
  const NewImage = { ...change.dynamodb?.NewImage, amount: { N: '9007199254740993' } };
  expect(courierTaskOf({ ...change, dynamodb: { ...change.dynamodb, NewImage } }, tables)).toEqual({
    kind: 'malformed',
    key: 'p-1',
  });
});

test('a new connection is greeted', () => {
  expect(courierTaskOf(record('App-Connections', undefined, row), tables)).toEqual({
    kind: 'connected',
    connection: {
      userId: 'ana',
      connectionId: 'a-1',
      role: 'bettor',
      permissions: [],
      state: 'connecting',
      connectedAtMs: Date.parse('2026-11-20T20:00:00.000Z'),
      seenAtMs: 1795118400000,
      tokenExpiresAtMs: 1795125600000,
    },
  });
});

test('a record of a table that is not known is an error of the configuration', () => {
  expect(() => courierTaskOf(record('Other', undefined, pending), tables)).toThrow(
    'received a record of table Other, expected App-Proposals or App-Connections',
  );
});
