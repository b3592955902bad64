import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { auditedRecord } from '../../../lambdas/proposal-courier/audited-record.ts';
import { exampleProposal } from '../../core/proposal/example-proposal.ts';

const tables = { proposalsTableName: 'App-Proposals', connectionsTableName: 'App-Connections' };

function record(oldItem: object | undefined, newItem: object): DynamoDBRecord {
  const image = (item: object) => marshall(item) as Record<string, AttributeValue>;
  return {
    eventName: oldItem ? 'MODIFY' : 'INSERT',
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:111122223333:table/App-Proposals/stream/x',
    dynamodb: { NewImage: image(newItem), ...(oldItem && { OldImage: image(oldItem) }) },
  };
}

const pending = exampleProposal();
const decided = { decidedAt: '2026-11-20T20:01:00.000Z', decisionId: 'd-1' };
const cancelled = exampleProposal({ ...decided, status: 'cancelled' });

test('what a backend makes for a user is audited as the backend’s doing', () => {
  const made = record(undefined, { ...pending, madeBy: 'shop' });
  expect(auditedRecord(made, tables, 'request-1')).toEqual({
    atMs: 1_795_204_800_000,
    actor: 'backend#shop',
    role: 'backend',
    action: 'create_pago_proposal',
    subject: 'proposal#p-1',
    outcome: 'done',
    reason: 'for user ana',
    sourceIp: '',
    correlationId: 'request-1',
    occurrenceId: 'p-1.create_pago_proposal',
  });
});

test('and what it cancels for its maker, whoever made it', () => {
  const end = record(pending, { ...cancelled, endedBy: 'shop' });
  expect(auditedRecord(end, tables, 'request-2')).toMatchObject({
    atMs: 1_795_204_860_000,
    actor: 'backend#shop',
    action: 'cancel_proposal',
    subject: 'proposal#p-1',
    occurrenceId: 'p-1.cancel_proposal',
  });
});

test.each<readonly [string, DynamoDBRecord]>([
  ['a bettor makes', record(undefined, pending)],
  [
    'a bettor cancels of a backend’s',
    record({ ...pending, madeBy: 'shop' }, { ...cancelled, madeBy: 'shop' }),
  ],
  ['times out', record(pending, exampleProposal({ ...decided, status: 'timeout' }))],
  [
    'is put right for lists',
    record({ ...pending, madeBy: 'shop' }, { ...pending, madeBy: 'shop' }),
  ],
  ['no schema knows', record(undefined, { ...pending, madeBy: 'shop', amount: -1 })],
  ['has somebody else’s madeBy', record(undefined, { ...pending, madeBy: 7 })],
  [
    'is of the other table',
    {
      ...record(undefined, { ...pending, madeBy: 'shop' }),
      eventSourceARN: 'arn:aws:dynamodb:us-east-1:111122223333:table/App-Connections/stream/x',
    },
  ],
])('nothing is audited here of what %s', (_title, stranger) => {
  expect(auditedRecord(stranger, tables, 'request-3')).toBeUndefined();
});
