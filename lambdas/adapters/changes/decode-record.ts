import type { DynamoDBRecord } from 'aws-lambda';
import { arrivingAttributes } from '../../../core/change/attribute-value.ts';
import type { Change, ChangeTable } from '../../../core/change/change.ts';
import { AppError } from '../../../core/wire/app-error.ts';

/** The contract's table behind each physical name. */
export type TableNames = ReadonlyMap<string, ChangeTable>;

/**
 * A stream record as a change.
 *
 * @throws AppError CONFIG_INVALID when the record is of a table that this function does not know:
 *   no later record of that stream could be decoded either
 */
export function decodeRecord(record: DynamoDBRecord, tables: TableNames): Change {
  const { dynamodb, eventID, eventSourceARN = '' } = record;
  const [, physicalName = ''] = /:table\/([^/]+)/.exec(eventSourceARN) ?? [];
  const table = tables.get(physicalName);
  if (table === undefined || eventID === undefined || dynamodb?.Keys === undefined) {
    throw new AppError(
      'CONFIG_INVALID',
      `received a record ${eventID} of ${eventSourceARN || 'no table'}; expected a change of one of ${[...tables.keys()].join(', ')}`,
    );
  }
  const { Keys, OldImage, NewImage, ApproximateCreationDateTime = 0 } = dynamodb;
  return {
    table,
    changeId: eventID,
    recordedAtMs: ApproximateCreationDateTime * 1000,
    key: Object.values(arrivingAttributes(Keys)).map(String).join('/'),
    record,
    ...(OldImage === undefined ? {} : { oldItem: arrivingAttributes(OldImage) }),
    ...(NewImage === undefined ? {} : { newItem: arrivingAttributes(NewImage) }),
  };
}
