import type * as z from 'zod';
import { headerValue } from '../../../core/auth/credential.ts';
import { labelOf } from '../../../core/connection/client-label.ts';
import { liveQuerySchema, streamQuerySchema } from '../../../core/stream/stream-query.ts';
import type { StreamQuery } from '../../../core/stream/stream-request.ts';
import { filtersIn } from '../../../core/wire/channel-filters.ts';
import type { StreamName } from '../../../core/wire/event.ts';
import { shownText } from '../../../core/wire/readable-text.ts';
import type { StreamHttpRequest } from './stream-http-request.ts';

/** No more problems of one query are reported. */
const maxIssues = 5;

/** The query of a stream's URL, or what was received and what was expected. */
export function parseStreamQuery(
  { rawQueryString, headers }: Pick<StreamHttpRequest, 'rawQueryString' | 'headers'>,
  stream: StreamName,
): StreamQuery | { readonly kind: 'invalid'; readonly detail: string } {
  const raw = new URLSearchParams(rawQueryString);
  const query = { ...joinedValues(raw), ...listsIn(raw) };
  const schema = stream === 'live' ? liveQuerySchema : streamQuerySchema;
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
