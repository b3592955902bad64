import * as z from 'zod';
import { clientLabelFields, labelOf, validLabel } from '../../../core/connection/client-label.ts';

const schema = z.object(clientLabelFields);

test('a client may say what it is and a name; what it does not give is absent', () => {
  expect(labelOf(schema.parse({}))).toEqual({});
  expect(labelOf(schema.parse({ clientType: 'ios' }))).toEqual({ clientType: 'ios' });
  const both = {
    clientType: 'A.b_c-9'.padEnd(32, 'x'),
    username: 'Ñandú 🐓 de Ana'.padEnd(64, '!'),
  };
  expect(labelOf(schema.parse({ ...both, other: 1 }))).toEqual(both);
});

test.each([
  ['clientType', ''],
  ['clientType', 'x'.repeat(33)],
  ['clientType', 'web app'],
  ['clientType', 'a,b'],
  ['username', ''],
  ['username', 'x'.repeat(65)],
  ['username', 'two\nlines'],
  ['username', 'two\u2028lines'],
  ['username', 'nul\u0000'],
  ['username', 'turned \u202e round'],
  ['username', 'isolated \u2066'],
  ['username', 'next\u0085line'],
  ['username', '   '],
  ['username', '\u00a0\u3000'],
  ['username', '\u200b'],
  ['username', '\u200f\u200d \ufeff'],
])('the %s %j is refused', (name, value) => {
  const { error } = schema.safeParse({ [name]: value });
  expect(error?.issues[0]?.message).toMatch(
    name === 'clientType'
      ? 'expected 1 to 32 letters, digits or . _ -'
      : 'expected 1 to 64 characters in one line, one of them visible, without control characters and marks that turn its direction',
  );
});

test.each([
  ['nothing', {}, {}, []],
  ['both', { clientType: ['ios'], username: ['🐓'] }, { clientType: 'ios', username: '🐓' }, []],
  [
    'a type out of its bounds, and a name',
    { clientType: ['web\napp'.padEnd(100, '!')], username: ['Ana'] },
    { username: 'Ana' },
    [
      `received clientType=web\\u000aapp${'!'.repeat(57)}; expected 1 to 32 letters, digits or . _ -`,
    ],
  ],
  [
    'a name twice, and a type',
    { clientType: ['ios'], username: ['Ana', 'Beto'] },
    { clientType: 'ios' },
    ['received 2 of username; expected one'],
  ],
  [
    'an invisible name',
    { username: ['\u200b'] },
    {},
    [
      'received username=\u200b; expected 1 to 64 characters in one line, one of them visible, without control characters and marks that turn its direction',
    ],
  ],
])(
  'of a handshake with %s as much is kept as holds, and said what was left out',
  (_what, query, label, leftOut) => {
    expect(validLabel(query)).toEqual({ label, leftOut });
  },
);
