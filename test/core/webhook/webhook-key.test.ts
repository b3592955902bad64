import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { openKey, sealKey } from '../../../core/webhook/sealed-key.ts';
import { newKey, openKeys, signingKeyOf } from '../../../core/webhook/webhook-key.ts';
import { fixedKey, fixedSecret, missingKey } from '../../support/fixed-key.ts';

const secret = new TextEncoder().encode('a secret of this test, 32 bytes at the least');
const other = new TextEncoder().encode('another secret of this test, of 32 bytes too');
const secrets = fixedSecret(secret);
const owner = { webhookId: 'orders-desk', laneId: 'lane-1' };
const nowMs = 1_795_291_205_000;
const closed = { code: 'KEY_UNREADABLE' };

test('a secret is whsec_ and the base64 of 32 random bytes, and no two are the same [W3]', async () => {
  const made = await Promise.all(
    Array.from({ length: 50 }, () => newKey('v1', secrets, owner, nowMs)),
  );
  for (const { secret: text = '', publicKey } of made) {
    expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(text.slice('whsec_'.length), 'base64')).toHaveLength(32);
    expect(publicKey).toBeUndefined();
  }
  expect(new Set(made.map(({ secret: text }) => text)).size).toBe(50);
});

test('of a pair of keys the public one is shown, and the private one is nowhere [W3]', async () => {
  const made = await newKey('v1a', secrets, owner, nowMs);
  expect(made).toEqual({
    stored: {
      sealed: expect.any(String),
      createdAtMs: nowMs,
      publicKey: expect.stringMatching(/^whpk_[A-Za-z0-9+/]{43}=$/),
    },
    publicKey: made.stored.publicKey,
  });
  expect(JSON.stringify(made)).not.toContain('whsk_');
});

test('what is kept of a key shows whose it is, and nothing of it [W3]', async () => {
  const { stored, secret: text = '' } = await newKey('v1', secrets, owner, nowMs);
  expect(Object.keys(stored)).toEqual(['sealed', 'createdAtMs']);
  expect(decodeProtectedHeader(stored.sealed)).toEqual({
    ...{ alg: 'dir', enc: 'A256GCM' },
    ...owner,
  });
  const kept = stored.sealed
    .split('.')
    .map(part => Buffer.from(part, 'base64url').toString('latin1'))
    .join();
  expect(kept).not.toContain(text);
  expect(kept).not.toContain('whsec_');
  expect(kept).not.toContain(Buffer.from(text.slice(6), 'base64').toString('latin1'));
});

test('the same key is sealed differently twice', async () => {
  const [one, two] = [await sealKey('x', secrets, owner), await sealKey('x', secrets, owner)];
  expect(one).not.toBe(two);
});

test.each([
  ['the stack’s secret', secrets],
  ['the secret before', fixedKey({ current: other, previous: { secret, untilMs: 0 } })],
  [
    'a secret that is newer than the known one',
    { ...fixedSecret(other), renewed: async () => ({ current: secret }) },
  ],
])('it opens by %s', async (_title, known) => {
  expect(await openKey(await sealKey('whsec_AAAA', secrets, owner), known, owner)).toBe(
    'whsec_AAAA',
  );
});

test.each([
  ['another secret', fixedSecret(other), owner],
  ['another webhook', secrets, { ...owner, webhookId: 'stocks-desk' }],
  ['a later webhook of the same id', secrets, { ...owner, laneId: 'lane-2' }],
])('it does not open with %s', async (_title, known, whose) => {
  const sealed = await sealKey('whsec_AAAA', secrets, owner);
  await expect(openKey(sealed, known, whose)).rejects.toMatchObject(closed);
});

test('one that was changed anywhere does not open', async () => {
  const sealed = await sealKey('whsec_AAAA', secrets, owner);
  for (let at = 0; at < sealed.length; at += 1) {
    const isEnd = at === sealed.length - 1 || sealed[at + 1] === '.';
    // The last character of a part has bits that are no part of its bytes.
    if (isEnd || sealed[at] === '.') continue;
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
    await expect(openKey(changed, secrets, owner)).rejects.toMatchObject(closed);
  }
});

test.each(['', 'abc', 'a.b.c.d.e', 'whsec_AAAA'])('the text %j is no sealed key', async text => {
  await expect(openKey(text, secrets, owner)).rejects.toMatchObject(closed);
});

test('a JWE that the secret itself encrypted does not open: it is no key', async () => {
  const foreign = await new CompactEncrypt(new TextEncoder().encode('whsec_AAAA'))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ...owner })
    .encrypt(secret.slice(0, 32));
  // It is one all the same.
  await compactDecrypt(foreign, secret.slice(0, 32));
  await expect(openKey(foreign, secrets, owner)).rejects.toMatchObject(closed);
});

test('without the stack’s secret nothing is sealed or opened', async () => {
  const gone = missingKey(new Error('no secret to be had'));
  await expect(newKey('v1', gone, owner, nowMs)).rejects.toThrow('no secret to be had');
  await expect(openKey('a.b.c.d.e', gone, owner)).rejects.toThrow('no secret to be had');
});

test('keys that were replaced sign until their time is over, behind the newest [W3]', async () => {
  const before = await newKey('v1', secrets, owner, nowMs);
  const now = await newKey('v1a', secrets, owner, nowMs);
  const keys = [now.stored, { ...before.stored, untilMs: nowMs + 1_000 }];
  const signing = async (atMs: number) =>
    (await openKeys({ ...owner, keys }, secrets, atMs)).map(({ signature }) => signature);
  expect(await signing(nowMs + 999)).toEqual(['v1a', 'v1']);
  expect(await signing(nowMs + 1_000)).toEqual(['v1a']);
});

test('a key that signs no more is not opened, and hinders nothing', async () => {
  const { stored } = await newKey('v1', secrets, owner, nowMs);
  const foreign = { sealed: 'a.b.c.d.e', createdAtMs: 1, untilMs: nowMs };
  expect(await openKeys({ ...owner, keys: [stored, foreign] }, secrets, nowMs)).toHaveLength(1);
});

test('a key that does not open hinders none that does: a rotation mends it at once [W3]', async () => {
  const { stored } = await newKey('v1', secrets, owner, nowMs);
  const closedKey = { sealed: 'a.b.c.d.e', createdAtMs: 1, untilMs: nowMs + 1 };
  for (const keys of [
    [stored, closedKey],
    [closedKey, { ...stored, untilMs: nowMs + 1 }],
  ]) {
    expect(await openKeys({ ...owner, keys }, secrets, nowMs)).toMatchObject([{ signature: 'v1' }]);
  }
});

test('if none of its keys opens, nothing is signed', async () => {
  const closedKey = { sealed: 'a.b.c.d.e', createdAtMs: 1 };
  for (const keys of [[closedKey, { ...closedKey, untilMs: nowMs + 1 }], []]) {
    await expect(openKeys({ ...owner, keys }, secrets, nowMs)).rejects.toMatchObject(closed);
  }
});

test('without the stack’s secret no key is held for one that does not open', async () => {
  const { stored } = await newKey('v1', secrets, owner, nowMs);
  const gone = missingKey(new Error('no secret to be had'));
  const opened = openKeys({ ...owner, keys: [stored] }, gone, nowMs);
  await expect(opened).rejects.toThrow('no secret to be had');
});

test('an open key signs and cannot be read', async () => {
  for (const signature of ['v1', 'v1a'] as const) {
    const { stored } = await newKey(signature, secrets, owner, nowMs);
    const [open] = await openKeys({ ...owner, keys: [stored] }, secrets, nowMs);
    expect(open).toMatchObject({ signature, key: { extractable: false, usages: ['sign'] } });
  }
});

test('a text of another kind is no key, and is not repeated', async () => {
  const problem = await signingKeyOf('whpk_AAAA').catch((error: unknown) => String(error));
  expect(problem).toBe('AppError: a webhook’s key is of no known kind');
});
