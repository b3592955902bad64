import type { AttributeValue, DynamoDBStreamEvent } from 'aws-lambda';
import { cutText } from '../../../core/wire/cut-text.ts';

/** As many keys as a whole batch has when it is down to its last halves. */
const maxKeys = 25;
const maxKeyLength = 100;

/** What a batch of a table's stream holds, as a log line may say it. */
export interface BatchContents {
  /** The table's physical name. */
  readonly table: string;
  readonly records: number;
  /** The items' keys, each once, the first 25; a key's two parts have `/` between. */
  readonly keys: readonly string[];
}

/** Of which table the batch is, and of which items: their keys alone, so that no line has an item. */
export function batchContents({ Records }: DynamoDBStreamEvent): BatchContents {
  const [, table = 'unknown'] = /:table\/([^/]+)/.exec(Records[0]?.eventSourceARN ?? '') ?? [];
  const keys = Records.map(({ dynamodb }) =>
    cutText(
      Object.values(dynamodb?.Keys ?? {})
        .map(keyText)
        .join('/'),
      maxKeyLength,
      '…',
    ),
  );
  return { table, records: Records.length, keys: [...new Set(keys)].slice(0, maxKeys) };
}

/** A key is a text, a number or bytes, the latter as base64 in Lambda's records. */
function keyText({ S, N, B }: AttributeValue): string {
  return S ?? N ?? B ?? '';
}
