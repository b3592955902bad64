import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { convertToAttr } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { encodeEvent } from '../../../../core/log/encoded-event.ts';
import { decodeSegment } from '../../../../lambdas/adapters/log/decode-segment.ts';
import { startTestEngine } from '../../../support/engine.ts';
import { coldWriter, createTestLog, testEvent } from '../../../support/event-log.ts';

/** As Lambda hands it over: bytes as base64. */
function recordOf(item: Readonly<Record<string, unknown>>): DynamoDBRecord {
  const image = Object.entries(item).map(([name, value]) => [
    name,
    value instanceof Uint8Array
      ? { B: Buffer.from(value).toString('base64') }
      : convertToAttr(value),
  ]);
  return { eventName: 'INSERT', dynamodb: { NewImage: Object.fromEntries(image) } };
}

test('a record of the log is the segment that was appended', async () => {
  const engine = await startTestEngine();
  try {
    const store = await createTestLog(engine, 'EventLog');
    const events = [testEvent('e1', { channel: 'inbox' }), testEvent('e2', { channel: 'inbox' })];
    await coldWriter(store).append('inbox', events.map(encodeEvent), Date.now());
    const { Item = {} } = await engine.client.send(
      new GetCommand({ TableName: 'EventLog', Key: { channel: 'inbox', firstSeq: 1 } }),
    );
    const segment = await decodeSegment(recordOf(Item));
    expect(segment).toMatchObject({ channel: 'inbox', firstSeq: 1, lastSeq: 2, events });
  } finally {
    await engine.stop();
  }
});

test('a record of something else is refused with its key', async () => {
  const record = recordOf({ channel: 'inbox', firstSeq: 3, lastSeq: 3, epoch: 'k3f9' });
  await expect(decodeSegment(record)).rejects.toThrow(
    'segment inbox/3 was expected to be a segment',
  );
});
