import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Outputs, requireOutput } from '../../tools/outputs.ts';
import type { AskedProcess } from '../deliver/asked-process.ts';
import type { MemorySample } from './memory-samples.ts';
import type {
  FromReaders,
  FromSoakHost,
  ReadersState,
  ToReaders,
  ToSoakHost,
} from './soak-message.ts';

/** One scale-in of the busiest environment. */
export interface ScaleIn {
  readonly atMs: number;
  /** Requests that it served. */
  readonly requests: number;
  /** Until it was gone. */
  readonly tookMs: number;
}

/** What was seen of a night. */
export interface NightWatch {
  readonly samples: readonly MemorySample[];
  readonly scaleIns: readonly ScaleIn[];
  /** The most streams that were seen open at once. */
  readonly mostOpen: number;
  /** The most environments that were seen at once. */
  readonly mostEnvironments: number;
}

/** What plays a night, and how long it lasts. */
export interface NightParts {
  readonly host: AskedProcess<ToSoakHost, FromSoakHost>;
  readonly readers: AskedProcess<ToReaders, FromReaders>;
  readonly outputs: Outputs;
  readonly durationMs: number;
}

const samplesOfNight = 40;
/** When an environment is scaled in, as shares of the night. */
const scaleInsAt = [0.35, 0.65];

const reportSchema = z.record(
  z.string(),
  z.array(
    z.object({
      number: z.number(),
      requests: z.number(),
      heapBytes: z.number(),
      externalBytes: z.number(),
    }),
  ),
);

/** Samples memory as long as the night lasts, and has an environment scaled in twice meanwhile. */
export async function watchNight({
  host,
  readers,
  outputs,
  durationMs,
}: NightParts): Promise<NightWatch> {
  const control = `${requireOutput(outputs, 'AwsEndpointUrl')}/_host`;
  const startedMs = performance.now();
  const samples: MemorySample[] = [];
  const scaleIns: ScaleIn[] = [];
  let mostOpen = 0;
  for (let at = 1; at <= samplesOfNight; at += 1) {
    await sleep(Math.max(0, startedMs + (at * durationMs) / samplesOfNight - performance.now()));
    const atMs = performance.now() - startedMs;
    const [name, environments] = await environmentsOf(control);
    if (atMs / durationMs >= (scaleInsAt[scaleIns.length] ?? Number.POSITIVE_INFINITY)) {
      const requests = Math.max(0, ...environments.map(each => each.requests));
      scaleIns.push({ atMs, requests, tookMs: await scaleIn(control, name) });
    }
    const { heapBytes, rssBytes } = await host.ask({ kind: 'memory' }, 'memory');
    samples.push({ atMs, hostHeapBytes: heapBytes, hostRssBytes: rssBytes, environments });
    const state = await readers.ask({ kind: 'state' }, 'state');
    mostOpen = Math.max(mostOpen, state.open);
    progress(atMs, state, environments.length);
  }
  const mostEnvironments = Math.max(...samples.map(({ environments }) => environments.length));
  return { samples, scaleIns, mostOpen, mostEnvironments };
}

async function environmentsOf(control: string) {
  const response = await fetch(`${control}/web-functions`);
  const [entry] = Object.entries(reportSchema.parse(await response.json()));
  const [name = '', environments = []] = entry ?? [];
  const held = environments.map(({ number, requests, heapBytes, externalBytes }) => ({
    ...{ number, requests, bytes: heapBytes + externalBytes },
  }));
  return [name, held] as const;
}

async function scaleIn(control: string, name: string): Promise<number> {
  const askedMs = performance.now();
  const body = JSON.stringify({ webFunctions: { [name]: { kind: 'scaleIn', environments: 1 } } });
  const response = await fetch(`${control}/faults`, { method: 'POST', body });
  if (!response.ok) throw new Error(`no scale-in: ${await response.text()}`);
  return performance.now() - askedMs;
}

function progress(atMs: number, { open, begun, opened, received }: ReadersState, of: number): void {
  const seconds = Math.round(atMs / 1_000);
  process.stderr.write(
    `${seconds} s: ${open} streams open in ${of} environments, ${begun} readers have come, ${opened} streams opened, ${received} events received\n`,
  );
}
