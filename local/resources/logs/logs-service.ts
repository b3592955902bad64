import { z } from 'zod';
import { awsJsonFailure } from '../../aws-protocol/aws-json-failure.ts';
import type { Permission } from '../../contract/access-control.ts';
import type {
  AwsJsonFailure,
  AwsJsonRequest,
  AwsJsonService,
} from '../../contract/aws-json-service.ts';
import { readFilterPattern } from './filter-pattern.ts';
import type { LogEvent, LogStore } from './log-store.ts';

/** docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const filterInput = z.object({
  logGroupName: z.string().optional(),
  /** A name, or an ARN without the asterisk. */
  logGroupIdentifier: z.string().optional(),
  logStreamNames: z.array(z.string()).min(1).max(100).optional(),
  logStreamNamePrefix: z.string().optional(),
  /** Epoch milliseconds, the first that counts. */
  startTime: z.int().min(0).default(0),
  /** The last that counts. */
  endTime: z.int().min(0).default(Number.MAX_SAFE_INTEGER),
  filterPattern: z.string().max(1_024).default(''),
  limit: z.int().min(1).max(10_000).default(10_000),
  nextToken: z.string().optional(),
  interleaved: z.boolean().optional(),
  unmask: z.boolean().optional(),
});

type FilterInput = z.output<typeof filterInput>;

/** A page holds 1 MB: same page. */
const pageCharacters = 1_024 * 1_024;

/** The service "Logs" over the log groups of one host. */
export class LogsService implements AwsJsonService {
  readonly targetPrefix = 'Logs_20140328';
  readonly #store: LogStore;
  readonly #place: { readonly region: string; readonly accountId: string };

  constructor(store: LogStore, place: { readonly region: string; readonly accountId: string }) {
    this.#store = store;
    this.#place = place;
  }

  permissions({ operation, input }: AwsJsonRequest): Permission[] {
    const { region, accountId } = this.#place;
    const name = groupNameOf(input) ?? '*';
    const resource = `arn:aws:logs:${region}:${accountId}:log-group:${name}:log-stream:`;
    return [{ action: `logs:${operation}`, resource }];
  }

  async handle({
    operation,
    input,
  }: AwsJsonRequest): Promise<Readonly<Record<string, unknown>> | AwsJsonFailure> {
    if (operation !== 'FilterLogEvents') {
      return awsJsonFailure(
        'UnknownOperationException',
        `The local host knows the operation FilterLogEvents of CloudWatch Logs; received ${operation}.`,
      );
    }
    const parsed = filterInput.safeParse(input);
    if (!parsed.success) return invalid(z.prettifyError(parsed.error));
    const name = groupNameOf(parsed.data);
    if (name === undefined) return invalid('expected logGroupName or logGroupIdentifier');
    const events = this.#store.events(name);
    if (events === undefined) {
      return awsJsonFailure('ResourceNotFoundException', 'The specified log group does not exist.');
    }
    return filtered(events, parsed.data);
  }
}

function filtered(
  events: readonly LogEvent[],
  input: FilterInput,
): Readonly<Record<string, unknown>> | AwsJsonFailure {
  const { startTime, endTime, limit, logStreamNames, logStreamNamePrefix, nextToken } = input;
  const after = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(after) || after < 0) return invalid('The specified nextToken is invalid.');
  let matches: ReturnType<typeof readFilterPattern>;
  try {
    matches = readFilterPattern(input.filterPattern);
  } catch (error) {
    return invalid(`Invalid filter pattern: ${(error as Error).message}`);
  }
  const found: LogEvent[] = [];
  let characters = 0;
  let isMore = false;
  for (const event of events) {
    if (event.id <= after || event.timestampMs < startTime || event.timestampMs > endTime) continue;
    if (logStreamNames !== undefined && !logStreamNames.includes(event.streamName)) continue;
    if (!event.streamName.startsWith(logStreamNamePrefix ?? '') || !matches(event.message))
      continue;
    isMore = found.length >= limit || characters + event.message.length > pageCharacters;
    if (isMore && found.length > 0) break;
    found.push(event);
    characters += event.message.length;
    isMore = false;
  }
  return {
    events: found.map(({ id, streamName, timestampMs, message }) => ({
      eventId: String(id).padStart(20, '0'),
      ingestionTime: timestampMs,
      logStreamName: streamName,
      message,
      timestamp: timestampMs,
    })),
    searchedLogStreams: [],
    ...(isMore ? { nextToken: String(found.at(-1)?.id ?? after) } : {}),
  };
}

/** By name or by identifier, which may be an ARN. */
function groupNameOf(input: Readonly<Record<string, unknown>>): string | undefined {
  const given = input.logGroupName ?? input.logGroupIdentifier;
  if (typeof given !== 'string') return undefined;
  return given.startsWith('arn:') ? given.split(':').slice(6).join(':').replace(/:\*$/, '') : given;
}

const invalid = (message: string): AwsJsonFailure =>
  awsJsonFailure('InvalidParameterException', message);
