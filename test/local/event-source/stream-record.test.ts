import type { _Record as EngineRecord } from '@aws-sdk/client-dynamodb-streams';
import { changesNothing, toStreamRecord } from '../../../local/event-source/stream-record.ts';

const stream = {
  streamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/L',
  region: 'us-east-1',
};
const engineRecord: EngineRecord = {
  eventID: '17',
  eventName: 'MODIFY',
  awsRegion: 'engine',
  dynamodb: {
    ApproximateCreationDateTime: new Date(1_700_000_000_750),
    Keys: { id: { S: 'f1' } },
    NewImage: {
      id: { S: 'f1' },
      blob: { B: new Uint8Array([0, 255, 1]) },
      blobs: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
      nested: { M: { list: { L: [{ N: '1' }, { B: new Uint8Array([3]) }, { NULL: true }] } } },
    },
    OldImage: { id: { S: 'f1' } },
    SequenceNumber: '42',
    SizeBytes: 9,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
};

test('a record has the form that Lambda gives it', () => {
  expect(toStreamRecord(engineRecord, stream)).toEqual({
    eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
    eventName: 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    eventSourceARN: stream.streamArn,
    dynamodb: {
      ApproximateCreationDateTime: 1_700_000_000,
      Keys: { id: { S: 'f1' } },
      NewImage: {
        id: { S: 'f1' },
        blob: { B: 'AP8B' },
        blobs: { BS: ['AQ==', 'Ag=='] },
        nested: { M: { list: { L: [{ N: '1' }, { B: 'Aw==' }, { NULL: true }] } } },
      },
      OldImage: { id: { S: 'f1' } },
      SequenceNumber: '000000000000000000042',
      SizeBytes: 9,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  });
});

test('the event id is the same at each delivery, and another for another stream or number', () => {
  const idOf = (SequenceNumber: string, streamArn: string) =>
    toStreamRecord(
      { ...engineRecord, dynamodb: { ...engineRecord.dynamodb, SequenceNumber } },
      { ...stream, streamArn },
    ).eventID;
  expect(idOf('42', 'arn:a')).toBe(idOf('42', 'arn:a'));
  expect(idOf('42', 'arn:a')).not.toBe(idOf('43', 'arn:a'));
  expect(idOf('42', 'arn:a')).not.toBe(idOf('42', 'arn:b'));
});

test('a removal by time to live says so, in either spelling of the engine', () => {
  const expected = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
  const upper = { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' };
  expect(toStreamRecord({ ...engineRecord, userIdentity: upper }, stream).userIdentity).toEqual(
    expected,
  );
  const lower = { ...engineRecord, userIdentity: expected as object };
  expect(toStreamRecord(lower, stream).userIdentity).toEqual(expected);
});

test.each<[string, EngineRecord, boolean]>([
  ['a change', engineRecord, false],
  [
    'a write of what was there, in any order of attributes',
    {
      eventName: 'MODIFY',
      dynamodb: {
        NewImage: { a: { N: '1' }, b: { S: 'x' } },
        OldImage: { b: { S: 'x' }, a: { N: '1' } },
      },
    },
    true,
  ],
  ['an insert', { eventName: 'INSERT', dynamodb: { NewImage: { a: { N: '1' } } } }, false],
  ['a modification without images', { eventName: 'MODIFY', dynamodb: {} }, false],
])('%s is distinguished from a write without effect', (_, record, expected) => {
  expect(changesNothing(toStreamRecord(record, stream))).toBe(expected);
});
