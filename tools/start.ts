import { styleText } from 'node:util';
import { stageSettings } from '../lib/stage-settings.ts';
import { unpaced } from '../local/function-url/stream-pace.ts';
import type { RunningHost } from '../local/host.ts';
import { runHost } from '../local/main.ts';
import { defaultWebFunctionLimits } from '../local/web-function/web-function-limits.ts';
import { type Command, runCommand } from './command-line.ts';
import { type DemoProcess, startDemo } from './start/demo-process.ts';
import { hostLog } from './start/host-log.ts';
import { LiveCode } from './start/live-code.ts';
import { openInspector } from './start/open-inspector.ts';
import { createProgress } from './start/progress.ts';
import { type RunningStack, requestFilterOf } from './start/request-filters.ts';
import { parseStartFlags, type StartFlags, startUsage } from './start/start-flags.ts';
import { stopSignal } from './start/stop-signal.ts';
import { contextOf, synthesize } from './start/synthesize.ts';
import { createUserIdFilter } from './start/user-id-filter.ts';
import { welcomeOf } from './start/welcome.ts';
import { createTokenSigner, type TokenSigner } from './token-signer.ts';

/** Synthesizes the stack, runs it on this machine, and shows the way in. */
const startCommand: Command = {
  usage: startUsage,

  async run(args) {
    const flags = parseStartFlags(args);
    if (flags.help) {
      process.stdout.write(`${startUsage}\n`);
      return;
    }
    const signal = stopSignal();
    try {
      await start(flags, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (flags.verbose) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      throw error;
    }
  },

  // As on a signal to stop: a host has its files and its engine to put away.
  onReaderGone: () => {
    if (!process.emit('SIGTERM')) process.exit(0);
  },
};

async function start(flags: StartFlags, signal: AbortSignal): Promise<void> {
  const { benchmarkReaders, context, dbPath, faults, iamUsageFile, outputsFile, port, verbose } =
    flags;
  const progress = createProgress(
    line => process.stdout.write(line),
    performance.now.bind(performance),
  );
  const log = hostLog(process.stderr);
  const inspector = flags.debug ? openInspector() : undefined;
  if (inspector !== undefined) {
    log.warn(`a debugger can attach to ${inspector.address}; nothing times out here`);
    signal.addEventListener('abort', () => inspector.resumeThreads());
  }
  const projectDirectory = process.cwd();
  // Before anything is claimed or removed: what synth would refuse is refused here.
  const { accountConcurrency } = stageSettings(await contextOf({ projectDirectory, context }));
  let directory = '';
  let liveCode: LiveCode | undefined;
  await using endings = new AsyncDisposableStack();
  endings.defer(() => inspector?.close());
  // Last, for the functions run from its files.
  endings.defer(async () => await liveCode?.stop());
  const assemblyDirectory = async (): Promise<string> => {
    progress('synthesizing the stack');
    directory = await synthesize({ projectDirectory, context, verbose, signal });
    progress('synthesized');
    if (flags.watch || flags.debug) {
      const { watch, debug } = flags;
      liveCode = await LiveCode.build({ projectDirectory, watch, debug, log });
      progress(debug ? 'functions built for a debugger' : 'functions built to be replaced');
    }
    return directory;
  };
  const signer = Promise.withResolvers<TokenSigner>();
  const stack = Promise.withResolvers<RunningStack>();
  const host = await runHost({
    assemblyDirectory,
    port,
    outputsFile,
    verbose,
    log,
    onProgress: progress,
    ...(dbPath === undefined ? {} : { dbPath }),
    ...(faults === undefined ? {} : { faults }),
    ...(iamUsageFile === undefined ? {} : { iamUsageFile }),
    allowedHosts: flags.allowedHosts,
    isDebugged: flags.debug,
    alarmSecondsPerMinute: flags.alarmSecondsPerMinute,
    ownMetrics: { prefix: 'gallobets', gauges: ['Readers'] },
    onRunning: async running => await liveCode?.run(running, directory),
    requestFilter: requestFilterOf(
      stack.promise,
      flags.allowUserId ? createUserIdFilter(signer.promise) : undefined,
    ),
    limits: {
      ...(accountConcurrency === undefined ? {} : { accountConcurrency }),
      ...(benchmarkReaders === undefined
        ? {}
        : {
            readersPerEnvironment: benchmarkReaders,
            streamPace: unpaced,
            webFunctions: { ...defaultWebFunctionLimits, firstConcurrency: benchmarkReaders },
          }),
    },
  });
  let demo: DemoProcess | undefined;
  try {
    const { outputs } = host;
    const sign = outputs.JwtSecretArn === undefined ? undefined : await createTokenSigner(outputs);
    stack.resolve(sign === undefined ? { outputs } : { outputs, sign });
    if (flags.allowUserId) {
      signer.resolve(sign ?? (await createTokenSigner(outputs)));
      log.warn('?userId= stands for a token here: whoever reaches these ports may be anyone');
    }
    await welcome(host, flags);
    if (flags.demo && !signal.aborted) demo = startDemo({ outputsFile, onTrouble: log.warn });
    await stopped(signal);
    process.stdout.write('stopping\n');
  } finally {
    await demo?.stop();
    await host.stop();
  }
}

async function welcome({ outputs }: RunningHost, { demo, outputsFile }: StartFlags): Promise<void> {
  const bold = (text: string): string => styleText('bold', text, { stream: process.stdout });
  process.stdout.write(await welcomeOf({ outputs, outputsFile, demo, bold, now: Date.now() }));
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve()));
}

await runCommand(startCommand);
