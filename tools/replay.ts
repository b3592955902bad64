import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenSource } from '../clients/browser/index.ts';
import { ManagementClient } from '../clients/react/management-client.ts';
import { systemClock } from '../core/clock.ts';
import { LogReader } from '../core/log/log-reader.ts';
import { AppError } from '../core/wire/app-error.ts';
import { formatCursor, parseCursor } from '../core/wire/cursor.ts';
import { type ChannelName, channelNames } from '../core/wire/event.ts';
import type { EventRequest } from '../core/wire/management/events.ts';
import { createDocumentClient } from '../lambdas/adapters/dynamodb/document-client.ts';
import { createEventLogTable } from '../lambdas/adapters/log/event-log-table.ts';
import { dynamoDbConfig } from './aws-client-config.ts';
import {
  type Command,
  messageOf,
  parseFlags,
  runCommand,
  UsageError,
  wholeNumber,
} from './command-line.ts';
import { localOutputsFile, type Outputs, readOutputs, requireOutput } from './outputs.ts';
import { goOnText } from './replay/go-on-text.ts';
import { fileSink } from './replay/line-sink.ts';
import { type RangeEnd, rangeOf } from './replay/log-range.ts';
import { ownToken } from './replay/own-token.ts';
import { EntryPublisher } from './replay/publish-entries.ts';
import type { Sink } from './replay/sink.ts';
import { createTokenSigner } from './token-signer.ts';

const maxAttempts = 8;
const defaultRate = 20;
const maxRate = 200;
const tokenTtlSeconds = 3_600;
const progressEvery = 1_000;

/** Reads a range of a channel's log into a file, or publishes it again, marked as a replay. */
const replayCommand: Command = {
  usage: `usage: npm run -s replay -- --channel CHANNEL [--from PLACE] [--to PLACE] (--file FILE | --into CHANNEL [--rate N] [--run NAME]) [--outputs FILE]

  --channel CHANNEL  whose log is read
  --from PLACE       what came after this cursor, or from this time on, such as 2026-11-21T10:00Z;
                     all that the log has without it
  --to PLACE         up to this cursor and with it, or before this time; all that is there now
                     without it
  --file FILE        write them there, one JSON object a line: {"cursor","appendedAt","event"}. A file
                     that is there is left alone; - is the terminal
  --into CHANNEL     publish them there by POST /events: of the type replay.TYPE, with the whole event
                     as data. What not all of its readers may read is left out
  --rate N           events a second, ${defaultRate} by default, ${maxRate} at most
  --run NAME         of the same name each event is published once a day; 1 by default
  --outputs FILE     the stack's outputs, ${localOutputsFile} by default

Times are when an event was appended to the log. With a provider GALLOBETS_TOKEN is the token of an
admin, or of someone with the permission events:publish; else one is made.`,

  async run(args) {
    const flags = parseFlags(args, {
      channel: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      file: { type: 'string' },
      into: { type: 'string' },
      rate: { type: 'string', default: String(defaultRate) },
      run: { type: 'string', default: '1' },
      outputs: { type: 'string', default: localOutputsFile },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const channel = channelOf('--channel', flags.channel);
    const range = { from: endOf('--from', flags.from), to: endOf('--to', flags.to) };
    const openSink = sinkOf(channel, flags);
    const outputs = await readOutputs(flags.outputs);
    const client = createDocumentClient({ ...dynamoDbConfig(outputs), maxAttempts });
    const store = createEventLogTable(client, requireOutput(outputs, 'EventLogTableName'));
    const log = new LogReader({ store, channel, clock: systemClock });
    let sink: Sink | undefined;
    try {
      sink = await openSink(outputs);
      const onCut = () => report(`the log has not all of that time any more: this is what is left`);
      for await (const entries of rangeOf(log, range, onCut)) {
        for (const entry of entries) await sink.take(entry);
      }
      report(await sink.end());
    } catch (cause) {
      if (cause instanceof AppError || cause instanceof UsageError) throw cause;
      const message = `it broke off (${messageOf(cause)})${goOnText(await sink?.stop())}`;
      throw new AppError('STORE_UNAVAILABLE', message, { cause });
    } finally {
      client.destroy();
    }
  },
};

/** What is not part of the events, which may go to the terminal. */
const report = (line: string): void => void process.stderr.write(`${line}\n`);

interface SinkFlags {
  readonly file?: string | undefined;
  readonly into?: string | undefined;
  readonly rate: string;
  readonly run: string;
}

function sinkOf(channel: ChannelName, { file, into, rate, run }: SinkFlags) {
  if ((file === undefined) === (into === undefined)) {
    const received = file === undefined ? 'neither --file nor --into' : '--file and --into';
    throw new UsageError(`received ${received}, expected one of them`);
  }
  if (file !== undefined) return () => fileSink(file);
  const replay = { channel, into: channelOf('--into', into), run: runOf(run) };
  if (replay.into === 'inbox') {
    throw new UsageError(
      '--into: received "inbox", which holds what is addressed to someone; expected another channel',
    );
  }
  const perSecond = wholeNumber('--rate', rate, 1, maxRate);
  return async (outputs: Outputs): Promise<Sink> => {
    const url = requireOutput(outputs, 'ManagementUrl');
    const management = new ManagementClient(url, await tokensOf(outputs));
    const publisher = new EntryPublisher(replay, {
      post: (events: readonly EventRequest[]) => management.post('events', { events }),
      pause: sleep,
      onLeftOut: ({ event, ...place }, why) =>
        report(`left out ${formatCursor(place)} ${event.type}: ${why}`),
      rate: perSecond,
    });
    return {
      take: async entry => {
        const before = publisher.published;
        await publisher.add(entry);
        const thousands = Math.floor(publisher.published / progressEvery);
        if (thousands > Math.floor(before / progressEvery)) {
          report(`${publisher.published} published`);
        }
      },
      end: async () => {
        await publisher.flush();
        const { published, leftOut } = publisher;
        return `${published} events published in ${replay.into}, ${leftOut} left out`;
      },
      stop: async () => publisher.doneUpTo,
    };
  };
}

function channelOf(flag: string, text: string | undefined): ChannelName {
  const channel = channelNames.find(name => name === text);
  if (channel !== undefined) return channel;
  const received = text === undefined ? 'nothing' : `"${text}"`;
  throw new UsageError(`${flag}: received ${received}, expected one of ${channelNames.join(', ')}`);
}

function endOf(flag: string, text: string | undefined): RangeEnd | undefined {
  if (text === undefined) return undefined;
  const cursor = parseCursor(text);
  if (cursor !== undefined) return { cursor };
  const atMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return { atMs };
  throw new UsageError(
    `${flag}: received "${text}", expected a cursor such as k3f9.1841, or a time such as 2026-11-21T10:00Z`,
  );
}

/** It is part of a key of an event: printable, and short enough beside the rest. */
function runOf(text: string): string {
  if (/^[\w.-]{1,32}$/.test(text)) return text;
  throw new UsageError(
    `--run: received "${text}", expected 1 to 32 letters, digits, dots or dashes`,
  );
}

async function tokensOf(outputs: Outputs): Promise<TokenSource> {
  const { GALLOBETS_TOKEN: given } = process.env;
  if (given) return given;
  const sign = await createTokenSigner(outputs);
  return ownToken(seconds => sign({ sub: 'replay', role: 'admin', ttlSeconds: seconds }), {
    ttlSeconds: tokenTtlSeconds,
    now: Date.now,
  });
}

await runCommand(replayCommand);
