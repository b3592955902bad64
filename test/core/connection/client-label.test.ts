import * as z from 'zod';
import { clientLabelFields, labelOf } from '../../../core/connection/client-label.ts';

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
])('the %s %j is refused', (name, value) => {
  const { error } = schema.safeParse({ [name]: value });
  expect(error?.issues[0]?.message).toMatch(
    name === 'clientType'
      ? 'expected 1 to 32 letters, digits or . _ -'
      : 'expected 1 to 64 characters in one line, without control characters and marks that turn its direction',
  );
});
