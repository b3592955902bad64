import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { headerValue } from '../../core/auth/credential.ts';
import { clientLabelFields, labelOf } from '../../core/connection/client-label.ts';
import type { StreamQuery } from '../../core/stream/stream-request.ts';
import { channelListSchema, channelsOf } from '../../core/wire/channel-list.ts';
import { eventTypePattern, type StreamName } from '../../core/wire/event.ts';
import { priorities } from '../../core/wire/priority.ts';
import { shownText } from '../../core/wire/readable-text.ts';

/** Past events that a new reader may ask for. */
const maxHistory = 100;
const historyExpected = `expected a whole number from 0 to ${maxHistory}`;

const querySchema = z.object({
  lastEventId: z.string().max(128, 'expected at most 128 characters').optional(),
  history: z
    .string()
    .regex(/^\d{1,3}$/, historyExpected)
    .transform(Number)
    .refine(count => count <= maxHistory, historyExpected)
    .default(maxHistory),
  types: z
    .string()
    .transform(list => list.split(','))
    .pipe(
      z
        .array(z.string().regex(eventTypePattern, 'expected event types separated by commas'))
        .max(50, 'expected at most 50 event types'),
    )
    .optional(),
  priority: z.enum(priorities, `expected one of ${priorities.join(', ')}`).optional(),
  clientId: z
    .string()
    .regex(/^[\w.:-]{1,64}$/, 'expected 1 to 64 letters, digits or . : _ -')
    .optional(),
  ...clientLabelFields,
});

/** A stream of one channel has no use for the last two: like other parameters they are ignored. */
const liveQuerySchema = querySchema.extend({
  channels: channelListSchema.transform(channelsOf).optional(),
  historyOf: channelListSchema.transform(channelsOf).optional(),
});

/** The query of a stream's URL, or what was received and what was expected. */
export function parseStreamQuery(
  event: APIGatewayProxyEventV2,
  stream: StreamName,
): StreamQuery | { readonly kind: 'invalid'; readonly detail: string } {
  const query = event.queryStringParameters ?? {};
  const schema = stream === 'live' ? liveQuerySchema : querySchema;
  const repeated = repeatedName(event.rawQueryString, schema);
  if (repeated !== undefined) {
    return { kind: 'invalid', detail: `received ${repeated} more than once; expected it once` };
  }
  const parsed = schema.safeParse(query);
  if (!parsed.success) return { kind: 'invalid', detail: describe(parsed.error, query) };
  const { lastEventId, history, types, priority, clientId, channels, historyOf } =
    parsed.data as z.infer<typeof liveQuerySchema>;
  // A reconnecting EventSource sends the header; the query is what its URL said at first.
  const cursor = headerValue(event.headers, 'last-event-id') || lastEventId;
  return {
    kind: 'query',
    ...(cursor ? { lastEventId: cursor } : {}),
    historyCount: history,
    ...(types === undefined ? {} : { types: new Set(types) }),
    ...(priority === undefined ? {} : { minPriority: priority }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(channels === undefined ? {} : { channels }),
    ...(historyOf === undefined ? {} : { historyOf }),
    label: labelOf(parsed.data),
  };
}

/** Several of one name are one value with commas between, by now; only lists may be that. */
const lists: readonly string[] = ['types', 'channels', 'historyOf'];

function repeatedName(rawQueryString: string, schema: z.ZodObject): string | undefined {
  const raw = new URLSearchParams(rawQueryString);
  return Object.keys(schema.shape).find(
    name => !lists.includes(name) && raw.getAll(name).length > 1,
  );
}

function describe(error: z.ZodError, query: Readonly<Record<string, string | undefined>>): string {
  return error.issues
    .map(issue => {
      const name = String(issue.path[0]);
      return `received ${name}=${shownText(query[name] ?? '', 64)}; ${issue.message}`;
    })
    .join('. ');
}
