import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Command,
  messageOf,
  parseFlags,
  runCommand,
  UsageError,
  wholeNumber,
} from '../../tools/command-line.ts';
import { localOutputsFile, readOutputs, requireOutput } from '../../tools/outputs.ts';
import { catchUp } from './catch-up.ts';
import { Inbox } from './inbox.ts';
import type { Gap, ReceivedEvent } from './received-event.ts';
import { type ReceiverKeys, readKeys } from './receiver-keys.ts';
import { createReceiverServer, hooksPath } from './receiver-server.ts';

/** Receives a webhook's messages until it is stopped, and what it missed meanwhile at its start. */
const webhookReceiver: Command = {
  usage: `usage: npm run -s example:webhook-receiver -- --secret-file FILE [--port N] [--channels A,B]
         [--token-file FILE] [--outputs FILE] [--cursor-file FILE] [--work-ms N]

  --secret-file FILE  the webhook's keys, one a line: whsec_… (v1) or whpk_… (v1a)
  --port N            where to listen, 8080 by default; 0 takes any free port
  --token-file FILE   a bearer token that may read the webhook's channels; without it nothing is
                      caught up with
  --channels A,B      the webhook's channels, for catching up
  --outputs FILE      the stack's outputs, ${localOutputsFile} by default
  --cursor-file FILE  remembers how far it is, webhook-receiver.cursor by default
  --work-ms N         pretends that each event is work of so many milliseconds`,

  async run(args) {
    const flags = parseFlags(args, {
      'secret-file': { type: 'string', default: '' },
      port: { type: 'string', default: '8080' },
      'token-file': { type: 'string', default: '' },
      channels: { type: 'string', default: '' },
      outputs: { type: 'string', default: localOutputsFile },
      'cursor-file': { type: 'string', default: 'webhook-receiver.cursor' },
      'work-ms': { type: 'string', default: '0' },
    });
    const port = wholeNumber('--port', flags.port, 0, 65_535);
    const workMs = wholeNumber('--work-ms', flags['work-ms'], 0, 60_000);
    if (flags['token-file'] !== '' && flags.channels === '') {
      throw new UsageError('--token-file: expected --channels too');
    }
    const keys = await readKeyFile(flags['secret-file']);
    const cursorFile = flags['cursor-file'];
    const failure = Promise.withResolvers<never>();
    failure.promise.catch(() => undefined);
    const inbox = new Inbox({
      work: event => work(event, workMs),
      onGap,
      onRepeat: event => print(`repeat ${event.id}`),
      saveCursor: cursor => saveCursor(cursorFile, cursor),
      onFailure: failure.reject,
    });
    const server = createReceiverServer(keys, inbox);
    const cursor = flags['token-file'] === '' ? undefined : await savedCursor(cursorFile);
    // Before anything is taken: a delivery of now must not move the cursor over what was missed.
    if (cursor !== undefined) inbox.startCatchUp();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    print(
      `listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : port}${hooksPath}`,
    );
    const ending = new AbortController();
    const catchingUp =
      cursor === undefined ? undefined : catchUpFrom(cursor, flags, inbox, ending.signal);
    try {
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), failure.promise]);
    } finally {
      ending.abort();
      server.closeIdleConnections();
      server.close();
      await once(server, 'close');
      await catchingUp;
    }
    await inbox.idle();
  },
};

/** What this receiver is for. Here it is a line; with `workMs` a slow one. */
async function work({ channel, type, id }: ReceivedEvent, workMs: number): Promise<void> {
  if (workMs > 0) await sleep(workMs);
  print(`event ${channel} ${type} ${id}`);
}

/** Whoever keeps state of their own by events reads it again from its source now. */
function onGap({ from, to, reason }: Gap): void {
  print(`gap ${from} ${to} ${reason}: events are lost, read what you keep of their state again`);
}

/** Deliveries are taken whatever comes of it; failing it, the next start begins at the same cursor. */
async function catchUpFrom(
  cursor: string,
  flags: Readonly<Record<'token-file' | 'channels' | 'outputs', string>>,
  inbox: Inbox,
  signal: AbortSignal,
): Promise<void> {
  try {
    const managementUrl = requireOutput(await readOutputs(flags.outputs), 'ManagementUrl');
    const token = async () => (await readFile(flags['token-file'], 'utf8')).trim();
    const { channels } = flags;
    const count = await catchUp(cursor, { managementUrl, channels, token, inbox, onGap, signal });
    print(`caught up with ${count} events`);
  } catch (error) {
    process.stderr.write(`not caught up from ${cursor}: ${messageOf(error)}\n`);
  }
}

async function readKeyFile(file: string): Promise<ReceiverKeys> {
  if (file === '') throw new UsageError('--secret-file: expected a file with the webhook’s keys');
  const text = await readFile(file, 'utf8');
  try {
    return readKeys(text);
  } catch (cause) {
    throw new UsageError(`${file}: ${messageOf(cause)}`, { cause });
  }
}

async function savedCursor(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim() || undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all: who is stopped in between finds the one before. */
async function saveCursor(file: string, cursor: string): Promise<void> {
  await writeFile(`${file}.new`, `${cursor}\n`);
  await rename(`${file}.new`, file);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await runCommand(webhookReceiver);
