import { signToken } from '../../../../core/auth/sign-token.ts';
import { signSseToken, verifySseToken } from '../../../../core/auth/sse-token.ts';
import { verifyToken } from '../../../../core/auth/verify-token.ts';
import {
  cachedSecrets,
  type SecretVersion,
} from '../../../../lambdas/adapters/identity/cached-secrets.ts';

const dayMs = 86_400_000;
const expected = { issuer: 'gallobets', audience: 'gallobets-realtime' };
const textOf = (name: string) => `the ${name} secret of this test, long enough for HS256`;
const bytesOf = (name: string) => new TextEncoder().encode(textOf(name));

/** A secret with its two labels, and functions that read it at moments of their own. */
function secretOf(name: string) {
  const state = { now: Date.parse('2026-11-20T20:00:00.000Z'), reads: [] as string[] };
  const labels = new Map<string, SecretVersion>();
  const rotate = (next: string) => {
    const replaced = labels.get('AWSCURRENT');
    if (replaced !== undefined) labels.set('AWSPREVIOUS', replaced);
    labels.set('AWSCURRENT', { text: textOf(next), createdAtMs: state.now });
  };
  rotate(name);
  const startFunction = () =>
    cachedSecrets(
      { secretArn: 'arn:secret', overlapMs: dayMs },
      async (_arn, stage) => {
        state.reads.push(stage);
        return labels.get(stage);
      },
      { now: () => state.now, onStale: () => undefined },
    );
  return { state, labels, rotate, startFunction };
}

type Source = ReturnType<ReturnType<typeof secretOf>['startFunction']>;

const tokenOf = (signer: string, now: number, ttlSeconds = 3_600) =>
  signToken({ userId: 'ana', role: 'admin', ttlSeconds, now, ...expected }, bytesOf(signer));

async function verdictOf(token: string, source: Source, now: number): Promise<string> {
  const verdict = await verifyToken(token, { kind: 'secret', source }, { ...expected, now });
  return verdict.kind === 'ok' ? 'ok' : verdict.reason;
}

test('after a rotation warm and cold functions take the tokens of both secrets, and sign what all take', async () => {
  const { state, rotate, startFunction } = secretOf('first');
  const tokens = { first: await tokenOf('first', state.now) };
  const [warm, alsoWarm] = [startFunction(), startFunction()];
  for (const source of [warm, alsoWarm]) await source.known();
  state.now += 1;
  rotate('second');
  state.now += 1;
  const all = { ...tokens, second: await tokenOf('second', state.now) };
  const cold = startFunction();
  const session = {
    userId: 'ana',
    role: 'admin',
    permissions: [],
    expiresAtMs: state.now + 3_600_000,
  };
  const sign = async (source: Source) => {
    const { current } = await source.known();
    const request = { session, tokenId: 't', audience: expected.audience, now: state.now };
    return (await signSseToken(request, current)).token;
  };
  // Before the warm ones have looked again: one of them signs with the secret that was replaced.
  const signed = [await sign(alsoWarm), await sign(cold)];
  const seen: string[] = [];
  for (const source of [warm, cold]) {
    for (const token of signed) {
      const judged = { audience: expected.audience, now: state.now };
      seen.push((await verifySseToken(token, source, judged)).kind);
    }
    for (const token of Object.values(all)) seen.push(await verdictOf(token, source, state.now));
  }
  expect(seen).toEqual(Array.from({ length: 8 }, () => 'ok'));
});

test('the secret before counts for the longest token life after its rotation, in warm and cold functions', async () => {
  const { state, rotate, startFunction } = secretOf('first');
  state.now += 7 * dayMs;
  rotate('second');
  const endsMs = state.now + dayMs;
  const token = await tokenOf('first', endsMs - 1_000);
  const warm = startFunction();
  state.now = endsMs - 1;
  expect(await verdictOf(token, warm, state.now)).toBe('ok');
  expect(await verdictOf(token, startFunction(), state.now)).toBe('ok');
  state.now = endsMs;
  expect(await verdictOf(token, warm, state.now)).toBe('wrong-signature');
  expect(await verdictOf(token, startFunction(), state.now)).toBe('wrong-signature');
});

test('what the secret before has signed ends with it, whatever it says: sessions, and SSE tokens made of them', async () => {
  const { state, rotate, startFunction } = secretOf('first');
  rotate('second');
  const endsMs = state.now + dayMs;
  const source = startFunction();
  const yearLong = await tokenOf('first', state.now, 31_536_000);
  const verdict = await verifyToken(
    yearLong,
    { kind: 'secret', source },
    { ...expected, now: state.now },
  );
  expect(verdict).toMatchObject({ identity: { userId: 'ana', expiresAtMs: endsMs } });
  if (verdict.kind === 'refused') throw new Error(verdict.reason);
  const request = { session: verdict.identity, tokenId: 't', audience: expected.audience };
  const { token, expiresAtMs } = await signSseToken(
    { ...request, now: endsMs - 60_000 },
    bytesOf('second'),
  );
  expect(expiresAtMs).toBe(endsMs);
  // And an SSE token that it has signed itself.
  const leaked = await signSseToken(
    { ...request, now: endsMs - 60_000, session: { ...verdict.identity, expiresAtMs: Infinity } },
    bytesOf('first'),
  );
  const judged = { audience: expected.audience, now: endsMs - 60_000 };
  expect(await verifySseToken(leaked.token, source, judged)).toMatchObject({
    identity: { expiresAtMs: endsMs },
  });
  expect(await verifySseToken(token, source, judged)).toMatchObject({ kind: 'ok' });
});

test('of two rotations within that time the first secret is dead at once where it is looked for', async () => {
  const { state, rotate, startFunction } = secretOf('first');
  const token = await tokenOf('first', state.now);
  rotate('second');
  rotate('third');
  expect(await verdictOf(token, startFunction(), state.now)).toBe('wrong-signature');
});

test('a secret that was dropped is refused within a minute where it was known', async () => {
  const { state, labels, rotate, startFunction } = secretOf('first');
  const token = await tokenOf('first', state.now);
  const warm = startFunction();
  await warm.known();
  rotate('second');
  labels.delete('AWSPREVIOUS');
  expect(await verdictOf(token, startFunction(), state.now)).toBe('wrong-signature');
  state.now += 59_999;
  expect(await verdictOf(token, warm, state.now)).toBe('ok');
  state.now += 1;
  expect(await verdictOf(token, warm, state.now)).toBe('wrong-signature');
});

test('the secret before is not asked for when it counts no more', async () => {
  const { state, startFunction } = secretOf('first');
  state.now += dayMs - 1;
  await startFunction().known();
  state.now += 1;
  await startFunction().known();
  expect(state.reads).toEqual(['AWSCURRENT', 'AWSPREVIOUS', 'AWSCURRENT']);
});

test('a secret of 31 bytes is too short for HS256, one of 32 is not; before it, it counts for nothing', async () => {
  const { state, labels, startFunction } = secretOf('first');
  const current = (bytes: number) =>
    labels.set('AWSCURRENT', { text: 'x'.repeat(bytes), createdAtMs: state.now });
  current(31);
  await expect(startFunction().known()).rejects.toThrow(
    'the secret arn:secret has 31 bytes; HS256 expects at least 32',
  );
  labels.set('AWSPREVIOUS', { text: 'x'.repeat(31), createdAtMs: 0 });
  current(32);
  expect(Object.keys(await startFunction().known())).toEqual(['current']);
});

test('a secret of which one version cannot be read is unavailable, not half known', async () => {
  const { state } = secretOf('first');
  const source = cachedSecrets(
    { secretArn: 'arn:secret', overlapMs: dayMs },
    async (_arn, stage) => {
      if (stage === 'AWSPREVIOUS') throw new Error('throttled');
      return { text: textOf('second'), createdAtMs: state.now };
    },
    { now: () => state.now, onStale: () => undefined },
  );
  await expect(source.known()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});
