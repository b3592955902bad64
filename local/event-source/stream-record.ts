import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue, _Record as EngineRecord } from '@aws-sdk/client-dynamodb-streams';
import type { JsonAttribute, JsonItem, StreamRecord } from '../contract/stream-record.ts';

/** Sequence numbers are 21 to 40 digits: API_streams_StreamRecord of the DynamoDB reference. */
const sequenceNumberDigits = 21;

function toJson(value: AttributeValue): JsonAttribute {
  const [kind, content] = Object.entries(value)[0] ?? ['NULL', true];
  switch (kind) {
    case 'B':
      return { B: Buffer.from(content as Uint8Array).toString('base64') };
    case 'BS':
      return { BS: (content as Uint8Array[]).map(each => Buffer.from(each).toString('base64')) };
    case 'L':
      return { L: (content as AttributeValue[]).map(toJson) };
    case 'M':
      return { M: itemToJson(content as Record<string, AttributeValue>) };
    default:
      return { [kind]: content };
  }
}

function itemToJson(item: Readonly<Record<string, AttributeValue>>): JsonItem {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, toJson(value)]));
}

/** An engine may spell these keys in lower case, as the Lambda event does. */
function userIdentityOf(record: EngineRecord): StreamRecord['userIdentity'] {
  const identity = record.userIdentity as Readonly<Record<string, string | undefined>> | undefined;
  const type = identity?.Type ?? identity?.type;
  const principalId = identity?.PrincipalId ?? identity?.principalId;
  return type === undefined || principalId === undefined ? undefined : { type, principalId };
}

/**
 * Gives an engine's record the form in which Lambda hands it to a function. `eventID` is unique per
 * stream and change and the same at each delivery, which an engine's own counters need not be.
 */
export function toStreamRecord(
  record: EngineRecord,
  stream: { readonly streamArn: string; readonly region: string },
): StreamRecord {
  const change = record.dynamodb ?? {};
  const SequenceNumber = (change.SequenceNumber ?? '').padStart(sequenceNumberDigits, '0');
  const userIdentity = userIdentityOf(record);
  const images = { Keys: change.Keys, NewImage: change.NewImage, OldImage: change.OldImage };
  return {
    eventID: createHash('sha256')
      .update(`${stream.streamArn}/${SequenceNumber}`)
      .digest('hex')
      .slice(0, 32),
    eventName: record.eventName ?? 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: stream.region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(
        (change.ApproximateCreationDateTime?.getTime() ?? 0) / 1000,
      ),
      ...Object.fromEntries(
        Object.entries(images).flatMap(([name, item]) =>
          item === undefined ? [] : [[name, itemToJson(item)]],
        ),
      ),
      SequenceNumber,
      SizeBytes: change.SizeBytes ?? 0,
      ...(change.StreamViewType === undefined ? {} : { StreamViewType: change.StreamViewType }),
    },
    eventSourceARN: stream.streamArn,
    ...(userIdentity === undefined ? {} : { userIdentity }),
  };
}

/**
 * Whether a write left its item as it was. DynamoDB writes no stream record then
 * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html); engines may. Only a
 * stream with both images shows it.
 */
export function changesNothing(record: StreamRecord): boolean {
  const { NewImage, OldImage } = record.dynamodb;
  return (
    record.eventName === 'MODIFY' &&
    NewImage !== undefined &&
    OldImage !== undefined &&
    isDeepStrictEqual(NewImage, OldImage)
  );
}
