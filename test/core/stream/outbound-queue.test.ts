import { OutboundQueue } from '../../../core/stream/outbound-queue.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A queue of ten bytes, before an output that takes nothing until it is let. */
function slowQueue() {
  const written: string[] = [];
  const taking = Promise.withResolvers<void>();
  const output = {
    write: async (chunk: Uint8Array) => {
      written.push(new TextDecoder().decode(chunk));
      await taking.promise;
    },
  };
  const queue = new OutboundQueue(output, 10, () => undefined);
  return { queue, written, take: taking.resolve };
}

test('ten bytes may wait; with the eleventh the queue is overfull and takes nothing more', async () => {
  const { queue, written, take } = slowQueue();
  queue.push(bytes('0123456789'));
  expect(queue.isOverfull).toBe(false);
  queue.push(bytes('a'));
  expect(queue.isOverfull).toBe(true);
  queue.push(bytes('b'));
  expect([queue.pendingBytes, queue.acceptedBytes]).toEqual([11, 11]);
  take();
  await queue.drained();
  expect(written).toEqual(['0123456789', 'a']);
  expect([queue.pendingBytes, queue.acceptedBytes]).toEqual([0, 11]);
});

test('the final frames are taken though it is overfull: they say why the stream ends', async () => {
  const { queue, written, take } = slowQueue();
  queue.push(bytes('0123456789ab'));
  queue.pushFinal(bytes('bye'));
  take();
  await queue.drained();
  expect(written).toEqual(['0123456789ab', 'bye']);
});

test.each([0, 1, 2, 3, 4, 5, 6])(
  'what is pushed %i ticks after another does not wait for a third',
  async ticks => {
    const { queue, written, take } = slowQueue();
    take();
    queue.push(bytes('a'));
    for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
    queue.push(bytes('b'));
    await queue.drained();
    expect(written.join('')).toBe('ab');
  },
);
