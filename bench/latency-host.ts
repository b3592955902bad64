import { startEngine } from '../local/engine/start-engine.ts';
import { startHost } from '../local/host.ts';
import { hostLog } from '../tools/start/host-log.ts';
import { stopSignal } from '../tools/start/stop-signal.ts';
import { synthesize } from '../tools/start/synthesize.ts';
import { contextSchema, type FromHost, type ToHost } from './latency/host-message.ts';
import { watchEngine } from './latency/watched-engine.ts';

/** A reader has an environment of its own, as on Lambda; the usual hundred are too few for all else. */
const maxConcurrency = 400;

/**
 * The local host that benches measure, in a process of its own: `npm start`, but watched. Arguments: its
 * settings, and how many readers share an environment, which on Lambda none do.
 */
const signal = stopSignal();
const log = hostLog(process.stderr);
const context = contextSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
const readersPerEnvironment = Number(process.argv[3] ?? '1');
const projectDirectory = process.cwd();
const assemblyDirectory = await synthesize({ projectDirectory, context, verbose: false, signal });
const engine = await watchEngine(await startEngine({ log }));
const host = await startHost({
  assemblyDirectory,
  port: 0,
  engine,
  limits: { maxConcurrency, readersPerEnvironment },
  log,
});

const send = (message: FromHost): boolean | undefined => process.send?.(message);
const stop = async (): Promise<void> => {
  await host.stop();
  process.exit(0);
};
process.on('message', (message: ToHost) => {
  if (message.kind === 'take') send({ kind: 'observations', observations: engine.take() });
  else send({ kind: 'memory', rssBytes: process.memoryUsage.rss() });
});
// Whoever started it asks for its end by leaving, and may be killed.
process.once('disconnect', () => void stop());
signal.addEventListener('abort', () => void stop());
if (!process.connected || signal.aborted) await stop();
send({ kind: 'ready', outputs: host.outputs });
