import { openPlace, sealPlace } from '../../core/sealed-place.ts';
import { fixedKey, fixedSecret } from '../support/fixed-key.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const other = new TextEncoder().encode('another secret of this test, of 32 bytes too');
const seal = { list: 'ana, pending', secrets: fixedSecret(secret) };
const none = { code: 'INPUT_INVALID' };

test.each(['payout-42', '', 'é🐓', 'x'.repeat(256), '🐓'.repeat(128)])(
  'the place %s opens in its own list, and is no text that a query could not carry',
  async place => {
    const sealed = await sealPlace(place, seal);
    expect(sealed).toMatch(/^[\w-]{1,2560}$/);
    expect(await openPlace(sealed, seal)).toBe(place);
  },
);

test('nothing of it can be read, and twice the same looks twice different', async () => {
  const [one, two] = [await sealPlace('payout-42', seal), await sealPlace('payout-42', seal)];
  expect(one).not.toBe(two);
  expect(Buffer.from(one, 'base64url').toString('latin1')).not.toContain('payout');
});

test.each([
  ['another list', { ...seal, list: 'bea, pending' }],
  ['another secret', { ...seal, secrets: fixedSecret(other) }],
])('it opens with no %s', async (_title, other) => {
  const sealed = await sealPlace('payout-42', seal);
  await expect(openPlace(sealed, other)).rejects.toMatchObject(none);
});

test.each(['', 'abc', '%', 'A'.repeat(60)])('the text %j is no place', async text => {
  await expect(openPlace(text, seal)).rejects.toMatchObject(none);
});

test('one that was changed opens no more', async () => {
  const sealed = await sealPlace('payout-42', seal);
  for (let at = 0; at < sealed.length - 1; at += 1) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
    await expect(openPlace(changed, seal)).rejects.toMatchObject(none);
  }
});

test.each([
  ['the secret before', fixedKey({ current: other, previous: { secret, untilMs: 0 } })],
  [
    'a secret that is newer than the known one',
    { ...fixedSecret(other), renewed: async () => ({ current: secret }) },
  ],
])('it opens by %s', async (_title, secrets) => {
  const sealed = await sealPlace('payout-42', seal);
  expect(await openPlace(sealed, { ...seal, secrets })).toBe('payout-42');
});
