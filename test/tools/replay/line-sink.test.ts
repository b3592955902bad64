import { Writable } from 'node:stream';
import { formatCursor } from '../../../core/wire/cursor.ts';
import { lineSink } from '../../../tools/replay/line-sink.ts';
import { testEvent } from '../../support/event-log.ts';

const entry = (seq: number) => ({
  ...{ epoch: 'k3f9', seq, appendedAtMs: 5 },
  event: testEvent(`e${seq}`),
});

/** A disk with room for so many lines, each of which it takes in its own time. */
function disk(room: number) {
  const lines: string[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      if (lines.length < room) lines.push(String(chunk));
      setImmediate(done, lines.length === room ? new Error('ENOSPC') : undefined);
    },
  });
  return { lines, stream };
}

const done = (place: Parameters<typeof formatCursor>[0] | undefined) =>
  place && formatCursor(place);

test('each entry is a line, and the last of them is known where the rest was not written', async () => {
  const { stream, lines } = disk(3);
  const sink = lineSink(stream, true);
  await sink.take(entry(1));
  await sink.take(entry(2));
  await expect(sink.take(entry(3))).rejects.toThrow('ENOSPC');
  await expect(sink.take(entry(4))).rejects.toThrow('ENOSPC');
  await expect(sink.end()).rejects.toThrow('ENOSPC');
  expect(done(await sink.stop())).toBe('k3f9.2');
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    ...{ cursor: 'k3f9.1', appendedAt: 5, event: testEvent('e1') },
  });
});

test('what waits to be written is waited for', async () => {
  const { stream } = disk(9);
  const sink = lineSink(stream, true);
  await Promise.all([1, 2, 3].map(seq => sink.take(entry(seq))));
  expect(done(await sink.stop())).toBe('k3f9.3');
  expect(await sink.end()).toBe('3 events written');
});
