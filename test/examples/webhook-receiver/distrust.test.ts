import { distrust } from '../../../examples/webhook-receiver/distrust.ts';
import { readKeys } from '../../../examples/webhook-receiver/receiver-keys.ts';

// The examples of the specification's makers.
const nowMs = 1_614_265_330_000;
const headers = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: '1614265330' };
const body = '{"test": 2432232314}';
const v1 = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const v1a =
  'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const publicKey = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';

const tried = (
  keys: string,
  signature: string,
  { text = body, id = headers.id, timestamp = headers.timestamp, atMs = nowMs } = {},
) => distrust(readKeys(keys), { id, timestamp, signature }, Buffer.from(text), atMs);

beforeEach(() => {
  // The library reads the clock by itself.
  jest.spyOn(Date, 'now').mockReturnValue(nowMs);
});
afterEach(() => {
  jest.restoreAllMocks();
});

test.each([
  ['v1', secret, v1],
  ['v1a', publicKey, v1a],
  ['v1 beside another', secret, `${v1a} ${v1}`],
  ['v1a beside another', publicKey, `${v1} ${v1a}`],
  ['either, with both keys', `${secret}\n${publicKey}\n`, v1a],
])('the example of the specification is believed: %s [W3]', (_title, keys, signature) => {
  expect(tried(keys, signature)).toBeUndefined();
});

test.each([
  ['v1', secret, v1],
  ['v1a', publicKey, v1a],
])('changed anywhere, the example of %s is not believed [W3]', (version, keys, signature) => {
  const refused = 'no signature fits';
  for (let at = 0; at < body.length; at += 1) {
    const text = `${body.slice(0, at)}~${body.slice(at + 1)}`;
    expect(tried(keys, signature, { text })).toBe(refused);
  }
  for (let at = 0; at < signature.length - 2; at += 1) {
    const changed = `${signature.slice(0, at)}${signature[at] === 'A' ? 'B' : 'A'}${signature.slice(at + 1)}`;
    // The last character before the padding has bits that are no part of its bytes.
    if (version === 'v1a' && at >= signature.length - 3) continue;
    expect(tried(keys, changed)).toBe(refused);
  }
  expect(tried(keys, signature, { id: 'msg_other' })).toBe(refused);
  expect(tried(keys, signature, { timestamp: '1614265331' })).toBe(refused);
  expect(tried(keys, '')).toBe(refused);
});

test.each([
  ['old', '1614265330', nowMs + 301_000],
  ['new', '1614265330', nowMs - 301_000],
  ['no number', '1614265330 ', nowMs],
  ['negative', '-1', nowMs],
  ['absent', '', nowMs],
])('a timestamp that is %s is not believed, whatever fits [W3]', (_title, timestamp, atMs) => {
  for (const [keys, signature] of [
    [secret, v1],
    [publicKey, v1a],
  ] as const) {
    const doubt = tried(keys, signature, { timestamp, atMs });
    expect(doubt).toBe('its time is not within five minutes of ours');
  }
});

test.each([
  ['nothing', '', 'expected a key on each line'],
  ['text', 'a secret', 'expected a key on each line'],
  ['a private key', 'whsk_AAAA', 'expected a key on each line'],
  ['23 bytes', `whsec_${Buffer.alloc(23).toString('base64')}`, 'received a secret of 23 bytes'],
  ['65 bytes', `whsec_${Buffer.alloc(65).toString('base64')}`, 'received a secret of 65 bytes'],
  ['31 bytes', `whpk_${Buffer.alloc(31).toString('base64')}`, 'received a public key of 31 bytes'],
  ['no base64', 'whsec_-_-_-_-_-_-_-_-_', 'received what is no base64'],
])('a key that is %s is refused, and not repeated', (_title, text, problem) => {
  expect(() => readKeys(text)).toThrow(problem);
});
