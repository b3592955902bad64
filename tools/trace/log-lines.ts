import { z } from 'zod';
import { AppError } from '../../core/wire/app-error.ts';
import { type SigningCredentials, signedHeaders } from '../signed-request.ts';

/** A line of a log group. */
export interface LoggedLine {
  /** When it was logged, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly message: string;
}

/** Where logs are, and who asks. */
export interface LogsOptions {
  readonly region: string;
  /** Asked for each request: they may be renewed meanwhile. */
  readonly credentials: () => Promise<SigningCredentials>;
  /** @default - CloudWatch Logs of the region */
  readonly endpoint?: string | undefined;
  readonly now: () => number;
  /** Milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
}

/** What is looked for. */
export interface LinesWanted {
  readonly logGroupName: string;
  /** The first and the last moment that count, in milliseconds since the Unix epoch. */
  readonly startTime: number;
  readonly endTime: number;
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
  readonly filterPattern: string;
}

const maxAttempts = 6;
const firstPauseMs = 200;
/** A page may be empty, and not the last: CloudWatch gives one for each stretch that it has searched. */
const maxPages = 2_000;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const pageSchema = z.object({
  events: z.array(z.object({ timestamp: z.number(), message: z.string() })).default([]),
  nextToken: z.string().optional(),
});

/**
 * The lines of a log group that match. A group that is not there has none: that of a function which was never
 * invoked may not be.
 *
 * @throws AppError STORE_UNAVAILABLE with what CloudWatch said
 */
export async function linesOf(
  wanted: LinesWanted,
  options: LogsOptions,
): Promise<readonly LoggedLine[]> {
  const lines: LoggedLine[] = [];
  let nextToken: string | undefined;
  for (let page = 1; page <= maxPages; page += 1) {
    const answer = await ask({ ...wanted, ...(nextToken && { nextToken }) }, options);
    if (answer === undefined) return lines;
    for (const { timestamp, message } of answer.events) lines.push({ atMs: timestamp, message });
    nextToken = answer.nextToken;
    if (nextToken === undefined) return lines;
  }
  throw new AppError(
    'STORE_UNAVAILABLE',
    `the log ${wanted.logGroupName} was not searched to its end within ${maxPages} pages; expected fewer --hours`,
  );
}

async function ask(
  input: LinesWanted & { readonly nextToken?: string },
  options: LogsOptions,
): Promise<z.infer<typeof pageSchema> | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const { status, text } = await tryAsk(JSON.stringify(input), options);
    if (status === 200) return pageSchema.parse(JSON.parse(text));
    if (text.includes('ResourceNotFoundException')) return undefined;
    const isTransient = status === 0 || status >= 500 || text.includes('ThrottlingException');
    if (isTransient && attempt < maxAttempts) {
      await options.pause(firstPauseMs * 2 ** attempt);
      continue;
    }
    throw new AppError(
      'STORE_UNAVAILABLE',
      `CloudWatch Logs did not answer FilterLogEvents of ${input.logGroupName} (${status || 'no answer'}: ${text.slice(0, 300)}); expected the right logs:FilterLogEvents`,
    );
  }
}

/** Status 0: there was no answer. */
async function tryAsk(
  body: string,
  { region, credentials, endpoint, now }: LogsOptions,
): Promise<{ readonly status: number; readonly text: string }> {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL('/', endpoint ?? `https://logs.${region}.${domain}`);
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'Logs_20140328.FilterLogEvents',
  };
  const signed = signedHeaders({
    ...{ method: 'POST', url, headers, body, service: 'logs', region, now: now() },
    credentials: await credentials(),
  });
  try {
    const answer = await fetch(url, { method: 'POST', headers: signed, body, redirect: 'manual' });
    return { status: answer.status, text: await answer.text() };
  } catch (cause) {
    const why = cause instanceof Error ? (cause.cause ?? cause) : cause;
    return { status: 0, text: String(why) };
  }
}
