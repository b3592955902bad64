import fc from 'fast-check';
import { formatTraceparent, nextSpan, parseTraceparent } from '../../../core/trace/traceparent.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';

/**
 * The standard's own examples, and the vectors of its test suite.
 * https://www.w3.org/TR/trace-context-1/#examples-of-http-traceparent-headers
 * https://github.com/w3c/trace-context/blob/main/test/test.py
 */
test.each([
  [`00-${traceId}-${parentId}-01`, { traceId, parentId, isSampled: true }],
  [`00-${traceId}-${parentId}-00`, { traceId, parentId, isSampled: false }],
  // Flags that mean nothing here.
  [`00-${traceId}-${parentId}-ff`, { traceId, parentId, isSampled: true }],
  [`00-${traceId}-${parentId}-02`, { traceId, parentId, isSampled: false }],
  // A version to come, and what it may add.
  [`cc-${traceId}-${parentId}-01`, { traceId, parentId, isSampled: true }],
  [
    `cc-${traceId}-${parentId}-01-what-the-future-will-be-like`,
    { traceId, parentId, isSampled: true },
  ],
])('%s is one', (text, context) => {
  expect(parseTraceparent(text)).toEqual({ kind: 'context', context });
});

test.each([
  ['', 'form'],
  ['00-', 'form'],
  [`ff-${traceId}-${parentId}-01`, 'version'],
  [`00-${traceId}-${parentId}-01.`, 'form'],
  [`00-${traceId}-${parentId}-01-`, 'form'],
  [`00-${traceId}-${parentId}-01-what-the-future-will-be-like`, 'form'],
  [`cc-${traceId}-${parentId}-01.what-the-future-will-not-be-like`, 'form'],
  [`.0-${traceId}-${parentId}-01`, 'form'],
  [`0.-${traceId}-${parentId}-01`, 'form'],
  [`000-${traceId}-${parentId}-01`, 'form'],
  [`0-${traceId}-${parentId}-01`, 'form'],
  [`00-${'0'.repeat(32)}-${parentId}-01`, 'trace-id'],
  [`00-.${traceId.slice(1)}-${parentId}-01`, 'form'],
  [`00-${traceId}3-${parentId}-01`, 'form'],
  [`00-${traceId.slice(1)}-${parentId}-01`, 'form'],
  [`00-${traceId.toUpperCase()}-${parentId}-01`, 'form'],
  [`00-${traceId}-${'0'.repeat(16)}-01`, 'parent-id'],
  [`00-${traceId}-.${parentId.slice(1)}-01`, 'form'],
  [`00-${traceId}-${parentId}3-01`, 'form'],
  [`00-${traceId}-${parentId.slice(1)}-01`, 'form'],
  [`00-${traceId}-${parentId}-.0`, 'form'],
  [`00-${traceId}-${parentId}-0.`, 'form'],
  [`00-${traceId}-${parentId}-001`, 'form'],
  [`00-${traceId}-${parentId}-1`, 'form'],
  [` 00-${traceId}-${parentId}-01`, 'form'],
  [`00-${traceId}-${parentId}-01\n`, 'form'],
  [`00-${traceId}-${parentId}-01,00-${traceId}-${parentId}-01`, 'form'],
  [7, 'type'],
  [null, 'type'],
  [undefined, 'type'],
  [{}, 'type'],
])('%j is none: %s', (value, defect) => {
  expect(parseTraceparent(value)).toEqual({ kind: 'malformed', defect });
});

test('of a version to come 512 characters are looked at, and of one that has more none', () => {
  const begin = `cc-${traceId}-${parentId}-01-`;
  expect(parseTraceparent(begin.padEnd(512, 'x')).kind).toBe('context');
  expect(parseTraceparent(begin.padEnd(513, 'x'))).toEqual({ kind: 'malformed', defect: 'form' });
});

const digits = (length: number) =>
  fc
    .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
    .filter(text => /[^0]/.test(text));

test('what is written is read as what it was, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.record({ traceId: digits(32), parentId: digits(16), isSampled: fc.boolean() }),
      context => {
        expect(parseTraceparent(formatTraceparent(context))).toEqual({ kind: 'context', context });
      },
    ),
  );
});

test('whatever is given, nothing is thrown', () => {
  fc.assert(
    fc.property(fc.anything(), value => {
      expect(['context', 'malformed']).toContain(parseTraceparent(value).kind);
    }),
  );
});

test('another span is of the same trace, with its flag, and of what is malformed there is none', () => {
  for (const flags of ['00', '01']) {
    const given = `00-${traceId}-${parentId}-${flags}`;
    const spans = [nextSpan(given), nextSpan(given)];
    for (const span of spans) {
      expect(span).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-${flags}$`));
      expect(span).not.toBe(given);
    }
    expect(spans[0]).not.toBe(spans[1]);
  }
  for (const value of [undefined, 7, '', `00-${traceId}`]) expect(nextSpan(value)).toBeUndefined();
});
