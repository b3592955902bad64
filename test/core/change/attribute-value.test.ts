import fc from 'fast-check';
import {
  type ArrivingValue,
  arrivingAttributes,
  storedAttributes,
} from '../../../core/change/attribute-value.ts';
import type { Item } from '../../../core/change/change.ts';
import { UnroundedNumber } from '../../../core/change/exact-number.ts';

function stored(item: Item) {
  const storing = storedAttributes(item);
  if (storing.kind === 'problems') throw new Error(JSON.stringify(storing.problems));
  return storing.stored;
}

function problems(item: Item) {
  const storing = storedAttributes(item);
  return storing.kind === 'problems' ? storing.problems : [];
}

const number = '0, or a number from 1e-130 to 9007199254740991 or its negative';
const anything = 'what DynamoDB can hold: text, finite numbers, booleans, lists and objects';

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['a text', { title: 'Pelea \ud83d' }, 'title'],
  ['one that begins with it', { title: '\udd25 Pelea' }, 'title'],
  ['the name of an attribute', { 'a\ud83d': 1 }, 'a\ufffd'],
  ['a name within', { data: { 'a\ud83d': 1 } }, 'data.a\ufffd'],
  ['a text of a list', { data: { lines: ['whole 🔥', '\udd25'] } }, 'data.lines.1'],
  ['a set of texts', { tags: new Set(['a', '\ud83d']) }, 'tags'],
])('half a character in %s is a problem that names where', (_title, attributes, field) => {
  expect(storedAttributes({ fightId: 'f1', ...attributes })).toEqual({
    kind: 'problems',
    problems: [{ field, received: 'half a character', expected: 'whole ones' }],
  });
});

test('whole characters of any plane are stored as they are', () => {
  const text = 'Pelea 🔥 é \u0000';
  expect(storedAttributes({ title: text, data: { 'a🔥': [text] } })).toEqual({
    kind: 'stored',
    stored: { title: { S: text }, data: { M: { 'a🔥': { L: [{ S: text }] } } } },
  });
});

test('a Date becomes its ISO 8601 text at any depth, and what is undefined is left out', () => {
  const at = new Date('2026-11-21T20:00:00Z');
  expect(stored({ at, gone: undefined, data: { list: [at, undefined], gone: undefined } })).toEqual(
    {
      at: { S: '2026-11-21T20:00:00.000Z' },
      data: { M: { list: { L: [{ S: '2026-11-21T20:00:00.000Z' }] } } },
    },
  );
});

test.each<[string, unknown, string, string, string]>([
  ['no number', { at: [0, Number.NaN] }, 'data.at.1', 'NaN', number],
  ['a number too large', { at: 2 ** 53 }, 'data.at', '9007199254740992', number],
  ['a number too small', { at: -1e-131 }, 'data.at', '-1e-131', number],
  ['a date that is none', { at: new Date(Number.NaN) }, 'data.at', 'an object', anything],
  ['a function', { constructor: () => 1 }, 'data.constructor', 'a function', anything],
  [
    'an object of a class',
    { url: new URL('https://a.example') },
    'data.url',
    'an object',
    anything,
  ],
  ['an empty set', { tags: new Set() }, 'data.tags', 'a set of 0', 'texts, numbers or bytes in it'],
  [
    'a mixed set',
    { tags: new Set([1, 'a']) },
    'data.tags',
    'a set of 2',
    'texts, numbers or bytes in it',
  ],
])('%s is refused by its path', (_title, data, field, received, expected) => {
  expect(problems({ data })).toEqual([{ field, received, expected }]);
});

test('nested deeper than DynamoDB takes is refused, however deep, and so are many faults', () => {
  let data: unknown = 1;
  for (let depth = 0; depth < 32; depth += 1) data = [data];
  expect(problems({ data })).toEqual([]);
  for (let depth = 0; depth < 10_000; depth += 1) data = [data];
  expect(problems({ data })).toMatchObject([{ received: 'nested deeper than 32 levels' }]);
  expect(problems({ data: Array(1_000).fill(Number.NaN) })).toHaveLength(20);
});

test('names that objects have of their own are fields like any other', () => {
  const data: unknown = JSON.parse(
    '{"constructor":{"name":"Set"},"__proto__":{"x":1},"toString":2}',
  );
  const there = arrivingAttributes(stored({ data }));
  expect(JSON.stringify(there)).toBe(
    '{"data":{"constructor":{"name":"Set"},"__proto__":{"x":1},"toString":2}}',
  );
});

test('whatever JSON holds comes back from what is stored', () => {
  const fields = fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'a', 'b');
  const { tree } = fc.letrec(tie => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.constant(null),
        fc.maxSafeInteger(),
      ),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc
        .array(fc.tuple(fields, tie('tree')), { maxLength: 4 })
        .map(each => Object.fromEntries(each)),
    ),
  }));
  fc.assert(
    fc.property(tree, data => {
      expect(JSON.stringify(arrivingAttributes(stored({ data })))).toBe(JSON.stringify({ data }));
    }),
    { numRuns: 1_000 },
  );
});

test('what arrives has its bytes as bytes, of the SDK or of a stream, and its numbers as they are', () => {
  const arriving: Record<string, ArrivingValue> = {
    text: { S: '' },
    sdk: { B: new Uint8Array([104, 105]) },
    stream: { B: 'aGk=' },
    many: { BS: ['aGk='] },
    words: { SS: ['x'] },
    numbers: { NS: ['1', '9007199254740993', '0.1234567890123456789'] },
    none: { NULL: true },
    no: { BOOL: false },
    deep: { M: { list: { L: [{ B: 'aGk=' }] } } },
  };
  const bytes = new Uint8Array([104, 105]);
  expect(arrivingAttributes(arriving)).toEqual({
    text: '',
    sdk: bytes,
    stream: bytes,
    many: new Set([bytes]),
    words: new Set(['x']),
    numbers: new Set([1, 9007199254740993n, new UnroundedNumber('0.1234567890123456789')]),
    none: null,
    no: false,
    deep: { list: [bytes] },
  });
});
