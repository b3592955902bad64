import { setTimeout as delay } from 'node:timers/promises';
import type { RunningHost } from '../../local/host.ts';

/** Resolves with what `/_host/metrics` gives once it has all of these lines. */
export async function untilMetrics(
  { outputs }: Pick<RunningHost, 'outputs'>,
  lines: readonly string[],
): Promise<string> {
  for (;;) {
    const answer = await fetch(`${outputs.AwsEndpointUrl}/_host/metrics`);
    const text = await answer.text();
    if (lines.every(line => text.includes(`${line}\n`))) return text;
    await delay(50);
  }
}
