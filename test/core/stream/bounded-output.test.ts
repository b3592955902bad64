import { BoundedOutput } from '../../../core/stream/bounded-output.ts';
import { testOutput } from '../../support/test-output.ts';

const bytes = (length: number) => new Uint8Array(length);

/** An output whose reader takes nothing after the first byte. */
function stuckOutput(maxBytes: number) {
  let written = 0;
  const output = testOutput(({ byteLength }) => {
    written += byteLength;
    return written <= 1;
  });
  const bounded = new BoundedOutput(output, maxBytes);
  bounded.write(bytes(1));
  return { bounded, output, written: () => written };
}

test('a megabyte may wait; with one byte more the reader is slow', () => {
  const { bounded, output } = stuckOutput(10_000_000);
  expect(bounded.hasRoom(1_000_000)).toBe(true);
  expect(bounded.hasRoom(1_000_001)).toBe(false);
  expect(bounded.write(bytes(1_000_000))).toBeUndefined();
  expect(bounded.write(bytes(1))).toBe('slow-reader');
  expect(output.pendingBytes).toBe(1_000_001);
});

test('so many bytes are written in all, to the last; what would pass that is not begun', () => {
  const { bounded, written } = stuckOutput(100);
  expect(bounded.hasRoom(99)).toBe(true);
  expect(bounded.hasRoom(100)).toBe(false);
  expect(bounded.write(bytes(100))).toBe('byte-limit');
  expect(written()).toBe(1);
  expect(bounded.write(bytes(99))).toBeUndefined();
  expect(bounded.write(bytes(1))).toBe('byte-limit');
  expect(written()).toBe(100);
});

test('a replay goes on until a quarter of that waits, and then when the reader has taken it', async () => {
  const { bounded } = stuckOutput(10_000_000);
  bounded.write(bytes(250_000));
  await bounded.untilTaken();
  bounded.write(bytes(1));
  let goesOn = false;
  void bounded.untilTaken().then(() => {
    goesOn = true;
  });
  await new Promise(resolve => setImmediate(resolve));
  expect(goesOn).toBe(false);
});

test('the final frames are written though nothing else may be, and waited for so long at most', async () => {
  const { bounded, written } = stuckOutput(1);
  let waitedMs = 0;
  const after = (ms: number, call: () => void) => {
    waitedMs = ms;
    queueMicrotask(call);
    return () => undefined;
  };
  await bounded.finish(bytes(50), { after }, 300);
  expect(waitedMs).toBe(300);
  expect(written()).toBe(51);
});
