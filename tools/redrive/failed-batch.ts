import { z } from 'zod';

/** The end of the year 9999, in seconds: what is beyond is no time. */
const lastSec = 253_402_300_799;

/** Whoever may write into the bucket may write anything: what a redrive works with is held to its form. */
const recordSchema = z.looseObject({
  eventID: z.string(),
  eventSourceARN: z.string(),
  dynamodb: z.looseObject({
    SequenceNumber: z.string().regex(/^\d{1,40}$/),
    ApproximateCreationDateTime: z.number().min(0).max(lastSec),
    Keys: z.record(z.string(), z.record(z.string(), z.string())),
  }),
});

const payloadSchema = z.object({ Records: z.array(recordSchema).min(1) });

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
const objectSchema = z.object({
  requestContext: z.object({ functionArn: z.string(), condition: z.string() }),
  // That page shows a text. What is an object all the same means the same.
  payload: z.union([z.string(), payloadSchema]),
});

/** One record of a table's stream, with all that it has. */
export type BatchRecord = z.output<typeof recordSchema>;

/** A batch that was given up. */
export interface FailedBatch {
  /** The function that it is for, by its name alone. */
  readonly functionName: string;
  /** "RecordAgeExceeded", "RetryAttemptsExhausted". */
  readonly condition: string;
  readonly records: readonly BatchRecord[];
}

/** What an object of the bucket holds; undefined: no batch of a table's stream. */
export function readFailedBatch(text: string): FailedBatch | undefined {
  const parsed = objectSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { requestContext, payload } = parsed.data;
  const event = typeof payload === 'string' ? parseJson(payload) : payload;
  const records = payloadSchema.safeParse(event).data?.Records;
  // A qualifier may stand behind the name.
  const functionName = /:function:([^:]+)/.exec(requestContext.functionArn)?.[1];
  if (records === undefined || functionName === undefined || !canBeGiven(records)) return undefined;
  return { functionName, condition: requestContext.condition, records };
}

/** What is nested by the thousand can be read, and not be written again. */
function canBeGiven(records: readonly BatchRecord[]): boolean {
  try {
    return JSON.stringify(records) !== undefined;
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The physical name of the table whose stream a record is of. */
export function tableNameOf({ eventSourceARN }: BatchRecord): string {
  return /:table\/([^/]+)/.exec(eventSourceARN)?.[1] ?? 'unknown';
}

/** A record's key as a report shows it, both parts with `/` between. */
export function keyOf({ dynamodb }: BatchRecord): string {
  return Object.values(dynamodb.Keys)
    .map(value => String(Object.values(value)[0]))
    .join('/');
}
