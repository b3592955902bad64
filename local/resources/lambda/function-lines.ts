import type { Host } from '../../contract/host.ts';
import { readEmbeddedMetrics } from '../../metrics/embedded-metrics.ts';
import { writeFunctionLine } from '../../runtime/function-log.ts';

/** Which function writes, and where to. */
export interface FunctionLines {
  /** As people know it. */
  readonly name: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Whether its role lets it write. */
  mayLog(): boolean;
}

/**
 * Takes each line that a function writes: into its log group, into metrics if it is one of those, and
 * else onto the log of the host. A malformed line of metrics is reported once for each reason.
 */
export function functionLines(
  { name, logGroupName, logStreamName, mayLog }: FunctionLines,
  { log, logs, metrics }: Pick<Host, 'log' | 'logs' | 'metrics'>,
): (stream: 'stdout' | 'stderr', line: string) => void {
  const reported = new Set<string>();
  return (stream, line) => {
    if (!mayLog()) return;
    if (line.trim() !== '') logs.append(logGroupName, logStreamName, line);
    const embedded = readEmbeddedMetrics(line);
    if (embedded.kind === 'none') {
      writeFunctionLine(log, name, stream, line);
      return;
    }
    if (embedded.kind === 'metrics') {
      for (const sample of embedded.samples) metrics.record(sample);
      log.debug(`[${name}] ${line}`);
      return;
    }
    if (reported.size >= mostReported || reported.has(embedded.problem)) return;
    reported.add(embedded.problem);
    log.warn(
      `[${name}] a line of metrics is none, and CloudWatch would drop it in silence: ${embedded.problem}`,
    );
  };
}

const mostReported = 20;
