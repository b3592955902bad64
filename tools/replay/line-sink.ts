import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type Cursor, formatCursor } from '../../core/wire/cursor.ts';
import { messageOf, UsageError } from '../command-line.ts';
import type { Sink } from './sink.ts';

/** Into a file that is not there yet, or `-`, the terminal; @throws UsageError where it is there. */
export async function fileSink(file: string): Promise<Sink> {
  if (file === '-') return lineSink(process.stdout, false);
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  await once(stream, 'open').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'EEXIST' ? 'there is such a file' : messageOf(cause);
    throw new UsageError(`--file: ${why}; expected the name of a new one`, { cause });
  });
  return lineSink(stream, true);
}

/** One line for each, written no faster than it is taken. `isOurs`: the stream is ended, and its errors are. */
export function lineSink(stream: Writable, isOurs: boolean): Sink {
  let written = 0;
  let doneUpTo: Cursor | undefined;
  let failure: Error | undefined;
  let lastWrite = Promise.resolve();
  if (isOurs) stream.on('error', error => (failure = error));
  const settled = async () => {
    await lastWrite;
    if (failure !== undefined) throw failure;
  };
  return {
    take: async ({ event, appendedAtMs, ...place }) => {
      if (failure !== undefined) throw failure;
      const line = { cursor: formatCursor(place), appendedAt: appendedAtMs, event };
      const writing = Promise.withResolvers<void>();
      lastWrite = writing.promise;
      const hasRoom = stream.write(`${JSON.stringify(line)}\n`, error => {
        if (!error) {
          written += 1;
          doneUpTo = place;
        }
        writing.resolve();
      });
      if (!hasRoom) await settled();
    },
    end: async () => {
      await settled();
      if (isOurs) {
        stream.end();
        await finished(stream);
      }
      return `${written} events written`;
    },
    stop: async () => {
      await lastWrite;
      return doneUpTo;
    },
  };
}
