import { inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { channelNames } from '../../core/wire/event.ts';
import type { Observation } from './observation.ts';

/** One call of the engine that succeeded, and its time. */
export interface EngineCall {
  /** As `x-amz-target` names it, without the version: "Query". */
  readonly operation: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly beganMs: number;
  readonly endedMs: number;
}

/** What there is to know beforehand, so that most calls need not be parsed. */
export const observedOperations: ReadonlySet<string> = new Set(['GetRecords', 'PutItem', 'Query']);

const text = z.object({ S: z.string() });
const number = z.object({ N: z.coerce.number() });
const log = z.object({ S: z.enum(channelNames) });

const records = z.object({
  Records: z.array(
    z.object({ dynamodb: z.object({ Keys: z.looseObject({ betId: text.optional() }) }) }),
  ),
});
const segmentPut = z.object({
  Item: z.object({ channel: log, firstSeq: number, events: z.object({ B: z.string() }) }),
});
/** A tail reads forward; writers and those who open a stream read backward. */
const forwardQuery = z.object({
  ExpressionAttributeValues: z.object({ ':channel': log }),
  ScanIndexForward: z.literal(true),
});
const segments = z.object({ Items: z.array(z.object({ firstSeq: number })) });
const events = z.array(z.object({ data: z.looseObject({ betId: z.string().optional() }) }));

/** What the call says of the way of a bet; `undefined` for most. */
export function observeCall(call: EngineCall): Observation | undefined {
  const { operation, input, output, beganMs, endedMs } = call;
  switch (operation) {
    case 'GetRecords': {
      const found = records.safeParse(output).data?.Records ?? [];
      const betIds = found.flatMap(({ dynamodb }) => dynamodb.Keys.betId?.S ?? []);
      return betIds.length === 0 ? undefined : { kind: 'records', betIds, beganMs, endedMs };
    }
    case 'PutItem': {
      const item = segmentPut.safeParse(input).data?.Item;
      if (item === undefined) return undefined;
      const betIds = betIdsOf(item.events.B);
      const place = { log: item.channel.S, firstSeq: item.firstSeq.N };
      return { kind: 'appended', ...place, betIds, beganMs, endedMs };
    }
    case 'Query': {
      const query = forwardQuery.safeParse(input).data;
      const firstSeqs = segments.safeParse(output).data?.Items.map(({ firstSeq }) => firstSeq.N);
      if (query === undefined || firstSeqs === undefined || firstSeqs.length === 0)
        return undefined;
      const { S } = query.ExpressionAttributeValues[':channel'];
      return { kind: 'read', log: S, firstSeqs, beganMs, endedMs };
    }
    default:
      return undefined;
  }
}

/** Of the events of a segment, as they are stored. */
function betIdsOf(packed: string): string[] {
  const json = inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8');
  return events.parse(JSON.parse(json)).flatMap(({ data }) => data.betId ?? []);
}
