import { startEngine } from '../local/engine/start-engine.ts';
import { startHost } from '../local/host.ts';
import { defaultWebFunctionLimits } from '../local/web-function/web-function-limits.ts';
import { hostLog } from '../tools/start/host-log.ts';
import { stopSignal } from '../tools/start/stop-signal.ts';
import { synthesize } from '../tools/start/synthesize.ts';
import { contextSchema } from './latency/host-message.ts';
import { firstOfEach } from './soak/first-of-each.ts';
import type { FromSoakHost } from './soak/soak-message.ts';

/**
 * Room for thousands of readers, also where a busy machine gives an environment few; and as many to begin
 * with as Lambda's CDK construct has by default, for environments that start are most of the load here.
 */
const webFunctions = {
  ...defaultWebFunctionLimits,
  environmentsAtMost: 64,
  firstConcurrency: 64,
};

/**
 * The local host of `bench soak`, in a process of its own that is run with --expose-gc. Argument: its
 * settings.
 */
const signal = stopSignal();
const log = firstOfEach(hostLog(process.stderr));
const context = contextSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
const projectDirectory = process.cwd();
const assemblyDirectory = await synthesize({ projectDirectory, context, verbose: false, signal });
const host = await startHost({
  assemblyDirectory,
  port: 0,
  engine: await startEngine({ log }),
  limits: { webFunctions },
  log,
});

const send = (message: FromSoakHost): boolean | undefined => process.send?.(message);
const stop = async (): Promise<void> => {
  await host.stop();
  process.exit(0);
};
process.on('message', () => {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  send({ kind: 'memory', rssBytes: rss, heapBytes: heapUsed + external });
});
// Whoever started it asks for its end by leaving, and may be killed.
process.once('disconnect', () => void stop());
signal.addEventListener('abort', () => void stop());
if (!process.connected || signal.aborted) await stop();
send({ kind: 'ready', outputs: host.outputs });
