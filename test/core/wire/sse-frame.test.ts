import fc from 'fast-check';
import { formatSseFrame } from '../../../core/wire/sse-frame.ts';
import { SseParser } from '../../support/sse-parser.ts';

test('a frame is retry, id, event and one line of data', () => {
  expect(
    formatSseFrame({ retryMs: 2143.4, id: 'k3f9.1', event: 'connected', data: { a: 1 } }),
  ).toBe('retry: 2143\nid: k3f9.1\nevent: connected\ndata: {"a":1}\n\n');
});

test.each(['\n', '\r', '\0'])('an id or event with %j is refused: it would forge a field', sign => {
  const refusal = 'has CR, LF or NUL; expected one plain line';
  expect(() => formatSseFrame({ id: `a${sign}data: x`, event: 'e', data: 1 })).toThrow(refusal);
  expect(() => formatSseFrame({ event: `e${sign}id: 9`, data: 1 })).toThrow(refusal);
});

test('whatever the data, a parser written from the specification gets it back, at any chunking', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 1, max: 7 }), (values, chunkBytes) => {
      const text = values.map(data => formatSseFrame({ id: 'k3f9.1', event: 'E', data })).join('');
      const bytes = new TextEncoder().encode(text);
      const parser = new SseParser();
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        parser.push(bytes.subarray(at, at + chunkBytes));
      }
      expect(parser.messages.map(({ data }) => data)).toEqual(
        values.map(value => JSON.stringify(value)),
      );
    }),
  );
});
