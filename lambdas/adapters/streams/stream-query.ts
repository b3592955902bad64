import * as z from 'zod';
import { headerValue } from '../../../core/auth/credential.ts';
import { clientLabelFields, labelOf } from '../../../core/connection/client-label.ts';
import type { StreamQuery } from '../../../core/stream/stream-request.ts';
import { filtersIn } from '../../../core/wire/channel-filters.ts';
import { channelListSchema, channelsOf } from '../../../core/wire/channel-list.ts';
import { eventTypePattern, type StreamName } from '../../../core/wire/event.ts';
import { paymentStreamFields } from '../../../core/wire/payment-stream-query.ts';
import { priorities } from '../../../core/wire/priority.ts';
import { shownText } from '../../../core/wire/readable-text.ts';
import { workflowFields } from '../../../core/wire/workflow-filter.ts';
import type { StreamHttpRequest } from './stream-http-request.ts';

/** Past events that a new reader may ask for. */
const maxHistory = 100;
/** No more problems of one query are reported. */
const maxIssues = 5;
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
  ...paymentStreamFields,
  ...workflowFields,
  ...clientLabelFields,
});

/** A stream of one channel has no use for the last two: like other parameters they are ignored. */
const liveQuerySchema = querySchema.extend({
  channels: channelListSchema.transform(channelsOf).optional(),
  historyOf: channelListSchema.transform(channelsOf).optional(),
});

/** The query of a stream's URL, or what was received and what was expected. */
export function parseStreamQuery(
  { rawQueryString, headers }: Pick<StreamHttpRequest, 'rawQueryString' | 'headers'>,
  stream: StreamName,
): StreamQuery | { readonly kind: 'invalid'; readonly detail: string } {
  const raw = new URLSearchParams(rawQueryString);
  const query = { ...joinedValues(raw), ...listsIn(raw) };
  const schema = stream === 'live' ? liveQuerySchema : querySchema;
  const repeated = repeatedName(raw, schema);
  if (repeated !== undefined) {
    return { kind: 'invalid', detail: `received ${repeated} more than once; expected it once` };
  }
  const parsed = schema.safeParse(query);
  if (!parsed.success) return { kind: 'invalid', detail: describe(parsed.error, query) };
  const { lastEventId, history, types, priority, clientId, channels, historyOf } =
    parsed.data as z.infer<typeof liveQuerySchema>;
  // A reconnecting EventSource sends the header; the query is what its URL said at first.
  const cursor = headerValue(headers, 'last-event-id') || lastEventId;
  return {
    kind: 'query',
    ...(cursor ? { lastEventId: cursor } : {}),
    historyCount: history,
    ...(types === undefined ? {} : { types: new Set(types) }),
    ...(priority === undefined ? {} : { minPriority: priority }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(channels === undefined ? {} : { channels }),
    ...(historyOf === undefined ? {} : { historyOf }),
    filters: filtersIn(parsed.data),
    label: labelOf(parsed.data),
  };
}

/** Several of one name are one value, with commas between. */
function joinedValues(raw: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries([...raw.keys()].map(name => [name, raw.getAll(name).join(',')]));
}

/** Only lists may be several values. */
const joined: readonly string[] = ['types', 'channels', 'historyOf'];
/** Of these each value is taken as it came: it may have commas itself. */
const repeatable = ['streams', 'users', 'workflows'] as const;

function listsIn(raw: URLSearchParams): Readonly<Record<string, readonly string[]>> {
  const lists = repeatable.map(name => [name, raw.getAll(name)] as const);
  return Object.fromEntries(lists.filter(([, values]) => values.length > 0));
}

function repeatedName(raw: URLSearchParams, schema: z.ZodObject): string | undefined {
  const mayRepeat: readonly string[] = [...joined, ...repeatable];
  return Object.keys(schema.shape).find(
    name => !mayRepeat.includes(name) && raw.getAll(name).length > 1,
  );
}

function describe(error: z.ZodError, query: Readonly<Record<string, unknown>>): string {
  return error.issues
    .slice(0, maxIssues)
    .map(({ path: [name = '', at], message }) => {
      const value = query[String(name)] ?? '';
      const received = Array.isArray(value)
        ? typeof at === 'number'
          ? `${String(name)}=${shownText(String(value[at]), 64)}`
          : `${value.length} ${String(name)}`
        : `${String(name)}=${shownText(String(value), 64)}`;
      return `received ${received}; ${message}`;
    })
    .join('. ');
}
