import { z } from 'zod';
import { runConcurrently } from '../../core/run-concurrently.ts';
import { hops } from '../../core/trace/hop.ts';
import type { Outputs } from '../outputs.ts';
import { type LogsOptions, linesOf } from './log-lines.ts';

/** A line of a hop, as far as it is printed, and whose log it stands in. */
const hopLine = z.object({
  hop: z.enum(hops),
  traceId: z.string(),
  eventId: z.string(),
  channel: z.string(),
  atMs: z.number(),
  sockets: z.number().optional(),
  webhookId: z.string().optional(),
  attempt: z.number().optional(),
  outcome: z.string().optional(),
  tookMs: z.number().optional(),
});

export interface FoundHop extends Readonly<z.infer<typeof hopLine>> {
  /** The function's title, such as `ChangeFanOut`. */
  readonly by: string;
}

/** Groups that are searched at once: CloudWatch allows a few requests a second. */
const groupsAtOnce = 4;

/** Each function's log, by its title. */
export function logGroupsOf(outputs: Outputs): ReadonlyMap<string, string> {
  const suffix = 'LogGroupName';
  return new Map(
    Object.entries(outputs)
      .filter(([key]) => key.endsWith(suffix))
      .map(([key, name]) => [key.slice(0, -suffix.length), name] as const)
      // State machines have a log too, and no hop.
      .filter(([title]) => `${title}FunctionName` in outputs),
  );
}

/**
 * The hops of a trace that functions have logged, of all its events, the earliest first. What was done again is
 * there again.
 */
export async function findHops(
  traceId: string,
  period: { readonly startTime: number; readonly endTime: number },
  groups: ReadonlyMap<string, string>,
  options: LogsOptions,
): Promise<readonly FoundHop[]> {
  const found: FoundHop[] = [];
  const filterPattern = `{ $.traceId = "${traceId}" }`;
  await runConcurrently([...groups], groupsAtOnce, async ([by, logGroupName]) => {
    const lines = await linesOf({ ...period, logGroupName, filterPattern }, options);
    for (const { message } of lines) {
      const line = hopLine.safeParse(parsed(message));
      if (line.success) found.push({ ...line.data, by });
    }
  });
  const order = ({ hop }: FoundHop) => hops.indexOf(hop);
  return found.toSorted((one, other) => one.atMs - other.atMs || order(one) - order(other));
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
