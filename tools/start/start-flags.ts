import { isStageName } from '../../core/deployment/stack-name.ts';
import { type FaultsPatch, faultsPatch } from '../../local/contract/fault-settings.ts';
import { parseFlags, UsageError, wholeNumber } from '../command-line.ts';
import { localOutputsFile, localOutputsFileOf } from '../outputs.ts';

/** What `npm start` was asked for. */
export interface StartFlags {
  readonly help: boolean;
  /** The first of the ports; the others count up from it. */
  readonly port: number;
  /** Where the tables are kept; without it they are gone when the host stops. */
  readonly dbPath?: string;
  /** Where the outputs are written while the host runs. */
  readonly outputsFile: string;
  readonly demo: boolean;
  readonly verbose: boolean;
  /** Whether saved sources replace the code that runs. */
  readonly watch: boolean;
  /** Whether functions can be held by a debugger. */
  readonly debug: boolean;
  /** What goes wrong from the start on, as `POST /_host/faults` takes it. */
  readonly faults?: FaultsPatch;
  /** Where to write, on stop, what each role was granted and has used. */
  readonly iamUsageFile?: string;
  /** For measuring: so many readers share one environment, and streams go as fast as they can. */
  readonly benchmarkReaders?: number;
  /** How long a minute of metrics and alarms lasts, and of schedules by the minute. */
  readonly alarmSecondsPerMinute: number;
  /** Names that lead to this machine, beside those of the loopback. */
  readonly allowedHosts: readonly string[];
  /** Whether `?userId=` may stand for a token. */
  readonly allowUserId: boolean;
  /** CDK context, as `cdk deploy -c key=value` would give it. */
  readonly context: Readonly<Record<string, string>>;
}

const defaultPort = 4600;
/** The host needs a few dozen ports above the first. */
const maxPort = 65_000;
/** More sockets than a process may have open here. */
const maxReaders = 100_000;

export const startUsage = `usage: npm start -- [--port N] [--db-path FILE] [--outputs FILE] [--no-demo] [--verbose] [--watch] [--debug] [--faults JSON] [--iam-usage FILE] [--benchmark READERS] [--alarm-seconds-per-minute N] [--allow-host NAME …] [--allow-user-id] [-c KEY=VALUE …]

  --port N          the first port, ${defaultPort} by default; the others count up from it. 0: any free ones
  --db-path FILE    keep the tables in this file; without it they live in memory
  --outputs FILE    where to write the outputs while it runs, ${localOutputsFile} by default, with a stage
                    ${localOutputsFileOf('NAME')}
  --no-demo         start without the derby night that plays itself into the tables
  --verbose         everything the functions log, and stacks of errors
  --watch           a saved source replaces the code that runs, within 3 s; the tables stay
  --debug           functions can be held by a debugger (port 9229, or that of node --inspect): they
                    are not minified, and nothing times out
  --faults JSON     what goes wrong, e.g. '{"staleReads":{"delayMs":500},"redelivery":{"share":0.2}}'
  --iam-usage FILE  when it stops, write what each role was granted and used; npm run iam reads it
  --benchmark READERS
                    for measuring only: so many readers share one environment, and their streams
                    are not slowed down; unlike AWS, and the log says so
  --alarm-seconds-per-minute N
                    a minute of metrics, of alarms and of schedules by the minute lasts N seconds, 60
                    by default: to see alarms fire and clear without the wait
  --allow-host NAME
                    answer under this name too, as of a tunnel or a container; without it only as
                    localhost, 127.0.0.1 and [::1], so that no web page can reach these ports by
                    letting its own name lead here; may be repeated
  --allow-user-id   ?userId=ana&role=admin in a URL stands for a token of that user (role bettor by
                    default); it is the host that swaps it, and no function knows of it
  -c KEY=VALUE      CDK context, e.g. -c proposalTimeoutSeconds=5; may be repeated. -c stage=NAME is
                    the stack of a stage, with the settings of config/NAME.json
  --help            this text`;

/** Parses the flags of `npm start`; @throws UsageError. */
export function parseStartFlags(args: readonly string[]): StartFlags {
  const flags = parseFlags(args, {
    port: { type: 'string', default: String(defaultPort) },
    'db-path': { type: 'string' },
    outputs: { type: 'string' },
    'no-demo': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    debug: { type: 'boolean', default: false },
    faults: { type: 'string' },
    'iam-usage': { type: 'string' },
    benchmark: { type: 'string' },
    'alarm-seconds-per-minute': { type: 'string', default: '60' },
    'allow-host': { type: 'string', multiple: true, default: [] },
    'allow-user-id': { type: 'boolean', default: false },
    context: { type: 'string', short: 'c', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  });
  const context = Object.fromEntries(flags.context.map(contextEntry));
  const dbPath = flags['db-path'];
  const iamUsageFile = flags['iam-usage'];
  if (flags.watch && flags.benchmark !== undefined) {
    throw new UsageError('received --watch and --benchmark, expected one of them');
  }
  if (dbPath === '') throw new UsageError('--db-path: received "", expected a file to keep');
  return {
    help: flags.help,
    port: wholeNumber('--port', flags.port, 0, maxPort),
    ...(dbPath === undefined ? {} : { dbPath }),
    outputsFile: flags.outputs ?? localOutputsFileOf(stageOf(context)),
    demo: !flags['no-demo'],
    verbose: flags.verbose,
    watch: flags.watch,
    debug: flags.debug,
    ...(flags.faults === undefined ? {} : { faults: faultsOf(flags.faults) }),
    ...(iamUsageFile === undefined ? {} : { iamUsageFile }),
    ...(flags.benchmark === undefined
      ? {}
      : { benchmarkReaders: wholeNumber('--benchmark', flags.benchmark, 1, maxReaders) }),
    alarmSecondsPerMinute: wholeNumber(
      '--alarm-seconds-per-minute',
      flags['alarm-seconds-per-minute'],
      1,
      60,
    ),
    allowedHosts: flags['allow-host'].map(hostName),
    allowUserId: flags['allow-user-id'],
    context,
  };
}

/** It names a file, so it is looked at before the settings are. */
function stageOf({ stage }: StartFlags['context']): string | undefined {
  if (stage === undefined || isStageName(stage)) return stage;
  throw new UsageError(
    `-c stage: received "${stage}", expected a name such as staging: lower-case letters, digits and hyphens`,
  );
}

/** Which functions and tables there are, the host knows. */
function faultsOf(text: string): FaultsPatch {
  try {
    const faults: unknown = JSON.parse(text);
    const parsed = faultsPatch.safeParse(faults);
    if (parsed.success) return faults as FaultsPatch;
    const [issue] = parsed.error.issues;
    throw new UsageError(`--faults: ${issue?.path.join('.') || 'it'}: ${issue?.message}`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`--faults: received ${text}, expected JSON`, { cause: error });
  }
}

function hostName(name: string): string {
  if (/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(name)) return name.toLowerCase();
  const expected = 'expected a name without scheme and port, such as box.local';
  throw new UsageError(`--allow-host: received "${name}", ${expected}`);
}

/** One `-c`, split as the CDK CLI splits it: at the first `=`; `aws:` keys are its own. */
function contextEntry(assignment: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
  if (key === undefined || value === undefined) {
    throw new UsageError(`-c: received "${assignment}", expected KEY=VALUE`);
  }
  if (key.startsWith('aws:')) {
    throw new UsageError(`-c: received the key "${key}", but keys with aws: belong to the CDK`);
  }
  return [key, value];
}
