import { storedItem } from '../../../clients/backend/stored-item.ts';

const half = (field: string) => ({ field, received: 'half a character', expected: 'whole ones' });

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['a text', { title: 'Pelea \ud83d' }, 'title'],
  ['one that begins with it', { title: '\udd25 Pelea' }, 'title'],
  ['the name of an attribute', { 'a\ud83d': 1 }, 'a\ufffd'],
  ['a name within', { data: { 'a\ud83d': 1 } }, 'data.a\ufffd'],
  ['a text of a list', { data: { lines: ['whole 🔥', '\udd25'] } }, 'data.lines.1'],
  ['a set of texts', { tags: new Set(['a', '\ud83d']) }, 'tags'],
])('half a character in %s is a problem that names where', (_title, attributes, field) => {
  expect(storedItem({ fightId: 'f1', ...attributes })).toEqual({
    kind: 'problems',
    problems: [half(field)],
  });
});

test('whole characters of any plane are stored as they are', () => {
  const text = 'Pelea 🔥 é \u0000';
  expect(storedItem({ title: text, data: { 'a🔥': [text] } })).toEqual({
    kind: 'stored',
    stored: { title: { S: text }, data: { M: { 'a🔥': { L: [{ S: text }] } } } },
  });
});
