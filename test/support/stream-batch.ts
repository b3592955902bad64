import { marshall } from '@aws-sdk/util-dynamodb';

/** A batch of one record of the table's stream. */
export function batchOf(table: string, newImage: object, oldImage?: object) {
  const image = (item: object) => marshall(item, { removeUndefinedValues: true });
  const [key = ''] = Object.keys(newImage);
  return {
    Records: [
      {
        eventID: `change-${table}`,
        eventName: oldImage === undefined ? 'INSERT' : 'MODIFY',
        eventSourceARN: `arn:aws:dynamodb:us-east-1:123456789012:table/${table}/stream/1`,
        dynamodb: {
          ApproximateCreationDateTime: Date.now() / 1_000,
          Keys: { [key]: image(newImage)[key] },
          NewImage: image(newImage),
          ...(oldImage === undefined ? {} : { OldImage: image(oldImage) }),
          SequenceNumber: '1',
        },
      },
    ],
  };
}
