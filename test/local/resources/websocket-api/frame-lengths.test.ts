import { FrameLengths } from '../../../../local/resources/websocket-api/frame-lengths.ts';

/** A masked text frame of `length` bytes, as a client sends it. */
function frame(length: number): Buffer {
  const header =
    length < 126
      ? Buffer.from([0x81, 0x80 | length])
      : length < 65_536
        ? Buffer.from([0x81, 0x80 | 126, length >> 8, length & 0xff])
        : Buffer.from([
            0x81,
            0x80 | 127,
            0,
            0,
            0,
            0,
            0,
            length >> 16,
            (length >> 8) & 0xff,
            length & 0xff,
          ]);
  // A payload of bytes that would be long frames, were it read as frames.
  return Buffer.concat([header, Buffer.alloc(4, 7), Buffer.alloc(length, 0xff)]);
}

const stream = Buffer.concat([0, 125, 126, 65_535, 65_536, 3].map(frame));

test('every form of length is read when the frames come in one piece', () => {
  expect(new FrameLengths().longestIn(stream)).toBe(65_536);
});

test.each([1, 2, 3, 7, 100])('frames cut into pieces of %d bytes are read the same', size => {
  const lengths = new FrameLengths();
  const seen: number[] = [];
  for (let start = 0; start < stream.length; start += size) {
    const longest = lengths.longestIn(stream.subarray(start, start + size));
    if (longest > 0) seen.push(longest);
  }
  expect(seen).toEqual([125, 126, 65_535, 65_536, 3]);
});
