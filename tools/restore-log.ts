import { setTimeout as sleep } from 'node:timers/promises';
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { systemClock } from '../core/clock.ts';
import { restoreLog } from '../core/log/restore-log.ts';
import { firstGeneration, type Segment, type SegmentStore } from '../core/log/segment.ts';
import { AppError } from '../core/wire/app-error.ts';
import { channelNames } from '../core/wire/event.ts';
import { createDocumentClient } from '../lambdas/adapters/dynamodb/document-client.ts';
import { createEventLogTable } from '../lambdas/adapters/log/event-log-table.ts';
import { dynamoDbConfig } from './aws-client-config.ts';
import { type Command, parseFlags, runCommand, UsageError } from './command-line.ts';
import { localOutputsFile, readOutputs, requireOutput } from './outputs.ts';
import { createRestorableTable } from './restore-log/restorable-table.ts';

/** As short as `historyDays` may be: a marker's expiry must not make later segments live longer. */
const retentionMs = 2 * 24 * 3_600_000;

/** Brings the logs back from a table that AWS restored, and says which generation comes next. */
const restoreLogCommand: Command = {
  usage: `usage: npm run restore-log -- --from TABLE [--outputs FILE]

  --from TABLE     the table that a backup of EventLog was restored to
  --outputs FILE   the stack's outputs, ${localOutputsFile} by default`,

  async run(args) {
    const flags = parseFlags(args, {
      from: { type: 'string' },
      outputs: { type: 'string', default: localOutputsFile },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const outputs = await readOutputs(flags.outputs);
    const to = requireOutput(outputs, 'EventLogTableName');
    const { from } = flags;
    if (from === undefined || from === '' || from === to) {
      throw new UsageError(
        `--from: received ${from ? `"${from}", which is EventLog itself` : 'nothing'}, expected the table that a backup of EventLog was restored to`,
      );
    }
    const client = createDocumentClient(dynamoDbConfig(outputs));
    const store = createRestorableTable(client, to);
    const backup = createEventLogTable(client, from);
    const ofBackup = await highestOfBackup(backup, from);
    const generation = Math.max(ofBackup, highestOf(await headsOf(store))) + 1;
    for (const channel of channelNames) {
      const options = { clock: systemClock, random: Math.random, sleep, retentionMs };
      const restored = await restoreLog(channel, { ...options, store, backup, generation });
      process.stdout.write(
        `${channel}: ${restored.copied} segments brought back, ${restored.removed} removed\n`,
      );
    }
    process.stdout.write(
      `The logs are of generation ${generation} now. Nothing is written to them until the stack is deployed with logGeneration ${generation}, or higher if it had that before: put it into config/<stage>.json of this stack alone (without a stage config/default.json), and run \`npm run deploy\`.\n`,
    );
    client.destroy();
  },
};

async function headsOf(log: SegmentStore): Promise<readonly Segment[]> {
  const heads = channelNames.map(channel =>
    log.newestFirst(channel, { limit: 1, consistent: true }),
  );
  return (await Promise.all(heads)).flat();
}

/** Generations never decrease along a log: the heads have the highest. */
function highestOf(heads: readonly Segment[]): number {
  return Math.max(firstGeneration, ...heads.map(({ generation }) => generation ?? firstGeneration));
}

/** What is no backup would empty every log: it is refused before anything is written. */
async function highestOfBackup(backup: SegmentStore, tableName: string): Promise<number> {
  const expected = 'expected the one that a backup of EventLog was restored to';
  const refused = (what: string, cause?: unknown) =>
    new AppError('CONFIG_INVALID', `${what}; ${expected}`, { cause });
  const heads = await headsOf(backup).catch((cause: unknown) => {
    if (cause instanceof ResourceNotFoundException)
      throw refused(`there is no table ${tableName}`, cause);
    // Its keys are others.
    if (cause instanceof Error && cause.name === 'ValidationException')
      throw refused(`the table ${tableName} is no EventLog`, cause);
    throw cause;
  });
  if (heads.length === 0) throw refused(`the table ${tableName} holds no log`);
  return highestOf(heads);
}

await runCommand(restoreLogCommand);
