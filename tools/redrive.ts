import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type ChangeTable, changeTables } from '../core/change/change.ts';
import { systemClock } from '../core/clock.ts';
import { LogReader } from '../core/log/log-reader.ts';
import { AppError } from '../core/wire/app-error.ts';
import { escapeUnseen } from '../core/wire/readable-text.ts';
import { createDocumentClient } from '../lambdas/adapters/dynamodb/document-client.ts';
import { createEventLogTable } from '../lambdas/adapters/log/event-log-table.ts';
import { awsConfig, dynamoDbConfig } from './aws-client-config.ts';
import { type Command, messageOf, parseFlags, runCommand, UsageError } from './command-line.ts';
import { localOutputsFile, type Outputs, readOutputs, requireOutput } from './outputs.ts';
import { createFailedBatchBucket } from './redrive/failed-batch-bucket.ts';
import type { GivenAnswer } from './redrive/give-records.ts';
import { type RedriveCount, redriveBatches } from './redrive/redrive-batches.ts';
import { redriveRows } from './redrive/redrive-rows.ts';

/** A function that is throttled, or starts, has a while for it. */
const maxAttempts = 8;

/** Gives again what was given up: failed batches, and changes in the quarantine. */
const redriveCommand: Command = {
  usage: `usage: npm run redrive -- [--dry-run] [--table TABLE] [--since TIME] [--function TITLE] [--beyond-history] [--outputs FILE]

  --dry-run          prints what it would do, and changes nothing
  --table TABLE      of this table only, by the contract's name, such as Bets
  --since TIME       given up or set aside then or later, such as 2026-11-21T10:00Z
  --function TITLE   batches of this function only, as the outputs call it, such as ChangeFanOut,
                     and nothing of the quarantine. Those of ProposalCourier are left without it
  --beyond-history   batches too that are older than the logs' history: what of them was published
                     before comes again
  --outputs FILE     the stack's outputs, ${localOutputsFile} by default

Mend first what they failed by. It may be run again at any time: events keep their ids, so a log
takes none twice, and what is handled is removed. It ends with 1 if something is left.`,

  async run(args) {
    const flags = parseFlags(args, {
      'dry-run': { type: 'boolean', default: false },
      table: { type: 'string' },
      since: { type: 'string' },
      function: { type: 'string' },
      'beyond-history': { type: 'boolean', default: false },
      outputs: { type: 'string', default: localOutputsFile },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const outputs = await readOutputs(flags.outputs);
    const titles = titlesOf(outputs);
    const choice = {
      isDryRun: flags['dry-run'],
      table: tableOf(flags.table),
      sinceMs: timeOf(flags.since),
      function: functionOf(flags.function, titles),
      isBeyondHistory: flags['beyond-history'],
    };
    const lambda = new LambdaClient({ ...awsConfig(outputs), maxAttempts });
    const client = createDocumentClient({ ...dynamoDbConfig(outputs), maxAttempts });
    const store = createEventLogTable(client, requireOutput(outputs, 'EventLogTableName'));
    const log = new LogReader({ store, channel: 'global', clock: systemClock });
    // Keys and reasons are what somebody wrote into an item.
    const print = (line: string) => void process.stdout.write(`${escapeUnseen(line)}\n`);
    const invoke = (functionName: string, records: readonly object[]) =>
      invokeWith(lambda, functionName, records);
    const tables = new Map(
      changeTables.map(table => [requireOutput(outputs, `${table}TableName`), table]),
    );
    try {
      const batches = await redriveBatches(choice, {
        ...{ titles, tables, invoke, print },
        bucket: createFailedBatchBucket({
          bucketName: requireOutput(outputs, 'FailedBatchesBucketName'),
          region: await lambda.config.region(),
          credentials: () => lambda.config.credentials(),
          endpoint: outputs.AwsEndpointUrl,
          now: Date.now,
          pause: sleep,
        }),
        // By the log itself: the setting may have been another one when it was written.
        isForgotten: async atMs => (await log.since(atMs)).isCut,
      });
      const rows =
        choice.function === undefined
          ? await redriveRows(choice, {
              ...{ client, tables, print },
              quarantineTableName: requireOutput(outputs, 'QuarantineTableName'),
              invoke: records =>
                invoke(requireOutput(outputs, 'ChangeFanOutFunctionName'), records),
            })
          : undefined;
      print(countText('failed batch', 'failed batches', batches, choice.isDryRun));
      if (rows)
        print(countText('quarantined change', 'quarantined changes', rows, choice.isDryRun));
      if (!choice.isDryRun && batches.left + (rows?.left ?? 0) > 0) process.exitCode = 1;
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      const message = `it broke off: ${messageOf(cause)}. Run it again, it goes on where it stopped`;
      throw new AppError('STORE_UNAVAILABLE', message, { cause });
    } finally {
      lambda.destroy();
      client.destroy();
    }
  },
};

/** The title of each function, by its name. */
function titlesOf(outputs: Outputs): ReadonlyMap<string, string> {
  requireOutput(outputs, 'ChangeFanOutFunctionName');
  const suffix = 'FunctionName';
  return new Map(
    Object.entries(outputs)
      .filter(([key]) => key.endsWith(suffix))
      .map(([key, name]) => [name, key.slice(0, -suffix.length)]),
  );
}

function tableOf(text: string | undefined): ChangeTable | undefined {
  const table = changeTables.find(name => name === text);
  if (text === undefined || table !== undefined) return table;
  throw new UsageError(`--table: received "${text}", expected one of ${changeTables.join(', ')}`);
}

function functionOf(
  text: string | undefined,
  titles: ReadonlyMap<string, string>,
): string | undefined {
  if (text === undefined || [...titles.values()].includes(text)) return text;
  throw new UsageError(
    `--function: received "${text}", expected what stands before FunctionName in an output, such as ChangeFanOut`,
  );
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const atMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  throw new UsageError(`--since: received "${text}", expected a time such as 2026-11-21T10:00Z`);
}

/** What Lambda says of the records themselves: in halves they may do. */
const refusals = ['RequestTooLargeException', 'InvalidRequestContentException'];

/** An error of the function is an answer; what keeps it from being invoked is thrown. */
async function invokeWith(
  client: LambdaClient,
  FunctionName: string,
  records: readonly object[],
): Promise<GivenAnswer> {
  const invoke = new InvokeCommand({ FunctionName, Payload: JSON.stringify({ Records: records }) });
  const answer = await client.send(invoke).catch((cause: unknown) => {
    if (cause instanceof Error && refusals.includes(cause.name)) return cause;
    const expected = 'expected credentials that allow lambda:InvokeFunction on it';
    throw new AppError(
      'STORE_UNAVAILABLE',
      `${FunctionName} could not be invoked (${messageOf(cause)}); ${expected}`,
      { cause },
    );
  });
  if (answer instanceof Error) {
    return { kind: 'failed', reason: `${answer.name}: ${answer.message}` };
  }
  const { Payload, FunctionError } = answer;
  const payload: unknown = JSON.parse(Payload?.transformToString() || 'null');
  if (FunctionError === undefined) return { kind: 'answered', payload };
  const { errorType = FunctionError, errorMessage = '' } = (payload ?? {}) as {
    readonly errorType?: string;
    readonly errorMessage?: string;
  };
  return { kind: 'failed', reason: `${errorType}: ${errorMessage}` };
}

function countText(
  one: string,
  many: string,
  { found, handled, left }: RedriveCount,
  isDryRun: boolean,
): string {
  const what = found === 0 ? `no ${many}` : `${found} ${found === 1 ? one : many}`;
  if (found === 0) return what;
  return isDryRun
    ? `${what}: nothing was changed, a run would leave ${left}`
    : `${what}: ${handled} handled, ${left} left`;
}

await runCommand(redriveCommand);
