import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../core/clock.ts';
import { LogReader } from '../core/log/log-reader.ts';
import type { LogEntry } from '../core/log/segment.ts';
import { sampledTraceOf } from '../core/trace/hop.ts';
import { AppError } from '../core/wire/app-error.ts';
import { type ChannelName, channelNames } from '../core/wire/event.ts';
import { escapeUnseen } from '../core/wire/readable-text.ts';
import { createDocumentClient } from '../lambdas/adapters/dynamodb/document-client.ts';
import { createEventLogTable } from '../lambdas/adapters/log/event-log-table.ts';
import { dynamoDbConfig } from './aws-client-config.ts';
import { type Command, parseFlags, runCommand, UsageError, wholeNumber } from './command-line.ts';
import { localOutputsFile, readOutputs, requireOutput } from './outputs.ts';
import { findHops, logGroupsOf } from './trace/found-hops.ts';
import { traceText } from './trace/trace-text.ts';

const maxAttempts = 8;
/** Each of 25 segments or 1 MB. */
const maxReads = 400;
const hourMs = 3_600_000;
/** Clocks of backends and functions differ. */
const marginMs = 5 * 60_000;

/** Prints the way of one event, from its write to whoever got it. */
const traceCommand: Command = {
  usage: `usage: npm run -s trace -- EVENT_ID [--channel CHANNEL] [--hours N] [--outputs FILE]

  EVENT_ID           the event's id, as every reader has it
  --channel CHANNEL  in whose log it is looked for, that of global by default. Of a busy stack only
                     the newest ${maxReads * 25} segments are looked at: that of its home reaches further back
  --hours N          hops so long after it was appended are looked for, 1 by default, 720 at most:
                     webhooks try again for days
  --outputs FILE     the stack's outputs, ${localOutputsFile} by default

Hops are logged of sampled traces: docs/tracing.md.`,

  async run(args) {
    const [first, ...rest] = args;
    const isFlag = first === undefined || first.startsWith('--') || first === '-h';
    const flags = parseFlags(isFlag ? args : rest, {
      channel: { type: 'string', default: 'global' },
      hours: { type: 'string', default: '1' },
      outputs: { type: 'string', default: localOutputsFile },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    if (isFlag) throw new UsageError('received no event, expected its id first');
    const channel = channelOf(flags.channel);
    const hours = wholeNumber('--hours', flags.hours, 1, 720);
    const outputs = await readOutputs(flags.outputs);
    const client = createDocumentClient({ ...dynamoDbConfig(outputs), maxAttempts });
    try {
      const store = createEventLogTable(client, requireOutput(outputs, 'EventLogTableName'));
      const log = new LogReader({ store, channel, clock: systemClock });
      const entry = await entryOf(first, log, channel);
      const traceId = sampledTraceOf(entry.event);
      const period = {
        startTime: Math.max(Math.min(entry.event.timestamp, entry.appendedAtMs) - marginMs, 0),
        endTime: entry.appendedAtMs + hours * hourMs,
      };
      const logs = {
        region: await client.config.region(),
        credentials: () => client.config.credentials(),
        endpoint: outputs.AwsEndpointUrl,
        now: Date.now,
        pause: sleep,
      };
      const hops =
        traceId === undefined ? [] : await findHops(traceId, period, logGroupsOf(outputs), logs);
      const text = traceText({ entry, hops, sampling: outputs.TraceSampling });
      // Ids are what somebody wrote into an item.
      const lines = text.split('\n').map(line => escapeUnseen(line));
      process.stdout.write(lines.join('\n'));
    } finally {
      client.destroy();
    }
  },
};

/** The newest of that id: a log has an id once. */
async function entryOf(eventId: string, log: LogReader, channel: ChannelName): Promise<LogEntry> {
  const { entries } = await log.history(1, ({ id }) => id === eventId, { maxReads });
  const [entry] = entries;
  if (entry !== undefined) return entry;
  throw new AppError(
    'CONFIG_INVALID',
    `the newest part of the log of ${channel} has no event ${eventId}; expected one that it has, or --channel with another log that does`,
  );
}

function channelOf(text: string): ChannelName {
  const channel = channelNames.find(name => name === text);
  if (channel !== undefined) return channel;
  throw new UsageError(`--channel: received "${text}", expected one of ${channelNames.join(', ')}`);
}

await runCommand(traceCommand);
