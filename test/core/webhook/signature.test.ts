import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { signatureHeader } from '../../../core/webhook/signature.ts';
import { newKey, openKeys, signingKeyOf } from '../../../core/webhook/webhook-key.ts';
import { fixedSecret } from '../../support/fixed-key.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const anotherSecret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const nowMs = 1_795_291_205_000;
const content = {
  id: 'msg_2Fv9Q0yJ7mZr4kTnXw8aBc',
  timestampSec: 1_795_291_205,
  body: '{"type":"BET_MATCHED","timestamp":1795291204250,"data":{"note":"añá 🐓"}}',
};
const noBytes = Buffer.alloc(0);
const bytesOf = (text: string) => Buffer.from(text.slice(text.indexOf('_') + 1), 'base64');

/** What verifies, and signs: each by code of its own. */
const libraries = [
  ['standardwebhooks', (of: string) => new StandardWebhook(of)],
  ['svix', (of: string) => new SvixWebhook(of)],
] as const;

/** The content as a receiver gets it. */
function received(signature: string, { id, timestampSec } = content): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampSec),
    'webhook-signature': signature,
  };
}

beforeEach(() => {
  // The libraries read the clock by themselves.
  jest.spyOn(Date, 'now').mockReturnValue(nowMs);
});
afterEach(() => {
  jest.restoreAllMocks();
});

// Both examples of the specification's makers: https://www.standardwebhooks.com, and Svix's own tests.
test.each([
  [secret, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
  [
    'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
    'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
  ],
])('the example of the specification is signed as it says [W3]', async (key, expected) => {
  const example = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestampSec: 1_614_265_330,
    body: '{"test": 2432232314}',
  };
  expect(await signatureHeader(example, [await signingKeyOf(key)])).toBe(expected);
});

// RFC 8032, 7.1: private key, public key, message and signature.
test.each([
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
])('the key of v1a that begins with %.8s signs as its RFC says', async (...texts) => {
  const [privateKey, publicKey, message, expected] = texts.map(text => Buffer.from(text, 'hex'));
  const text = `whsk_${Buffer.concat([privateKey ?? noBytes, publicKey ?? noBytes]).toString('base64')}`;
  const { key } = await signingKeyOf(text);
  const signature = await crypto.subtle.sign('Ed25519', key, message ?? noBytes);
  expect(Buffer.from(signature)).toEqual(expected);
});

test('what v1a signs is verified with its public key, by OpenSSL [W3]', async () => {
  const secrets = fixedSecret(new Uint8Array(32));
  const owner = { webhookId: 'orders-desk', laneId: 'lane-1' };
  const { stored, publicKey = '' } = await newKey('v1a', secrets, owner, nowMs);
  const keys = await openKeys({ ...owner, keys: [stored] }, secrets, nowMs);
  const header = await signatureHeader(content, keys);
  const [version, signature = ''] = header.split(',');
  expect(version).toBe('v1a');
  const isGenuine = (text: string) =>
    verify(
      null,
      Buffer.from(text),
      createPublicKey({
        format: 'jwk',
        key: { kty: 'OKP', crv: 'Ed25519', x: bytesOf(publicKey).toString('base64url') },
      }),
      Buffer.from(signature, 'base64'),
    );
  const signed = `${content.id}.${content.timestampSec}.${content.body}`;
  expect(isGenuine(signed)).toBe(true);
  expect(isGenuine(`${signed} `)).toBe(false);
  expect(isGenuine(signed.replace('1795291205', '1795291206'))).toBe(false);
});

describe.each(libraries)('by the library %s', (_name, library) => {
  const verified = (body: string, headers: Record<string, string>, by = secret) =>
    library(by).verify(Buffer.from(body), headers);

  test('what it signs is our header, and our header passes its check [W3]', async () => {
    const header = await signatureHeader(content, [await signingKeyOf(secret)]);
    expect(library(secret).sign(content.id, new Date(nowMs), content.body)).toBe(header);
    expect(() => verified(content.body, received(header))).not.toThrow();
    expect(() => verified(content.body, received(header), anotherSecret)).toThrow(
      'No matching signature found',
    );
  });

  test('any id, moment, body and key is signed as it signs them, and passes its check', async () => {
    const whenever = fc.date({
      min: new Date(nowMs - 300_000),
      max: new Date(nowMs + 300_000),
      noInvalidDate: true,
    });
    const anyId = fc.stringMatching(/^msg_[\w-]{22}$/);
    const anyBody = fc
      .string({ unit: 'binary', minLength: 1 })
      .map(text => JSON.stringify({ text }));
    const anyKey = fc.uint8Array({ minLength: 24, maxLength: 64 });
    const property = fc.asyncProperty(
      anyId,
      whenever,
      anyBody,
      anyKey,
      async (id, at, body, key) => {
        const text = `whsec_${Buffer.from(key).toString('base64')}`;
        const timestampSec = Math.floor(at.getTime() / 1_000);
        const header = await signatureHeader({ id, timestampSec, body }, [
          await signingKeyOf(text),
        ]);
        expect(library(text).sign(id, at, body)).toBe(header);
        verified(body, received(header, { ...content, id, timestampSec }), text);
      },
    );
    await fc.assert(property);
  });

  test('with any byte of the body changed, nothing is believed [W3]', async () => {
    const header = await signatureHeader(content, [await signingKeyOf(secret)]);
    const bytes = Buffer.from(content.body);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (bytes[at] ?? 0) ^ 1;
      expect(() => library(secret).verify(changed, received(header))).toThrow(/signature/i);
    }
  });

  test.each([
    ['another id', { 'webhook-id': 'msg_2Fv9Q0yJ7mZr4kTnXw8aBd' }],
    ['a second later', { 'webhook-timestamp': '1795291206' }],
    ['no signature', { 'webhook-signature': '' }],
    ['no id', { 'webhook-id': '' }],
    ['no moment', { 'webhook-timestamp': '' }],
    ['a moment that is no number', { 'webhook-timestamp': 'now' }],
  ])('with %s nothing is believed [W3]', async (_title, changed) => {
    const header = await signatureHeader(content, [await signingKeyOf(secret)]);
    expect(() => verified(content.body, { ...received(header), ...changed })).toThrow();
  });

  test('with any character of the signature changed, nothing is believed [W3]', async () => {
    const header = await signatureHeader(content, [await signingKeyOf(secret)]);
    for (let at = 0; at < header.length; at += 1) {
      const changed = `${header.slice(0, at)}${header[at] === 'A' ? 'B' : 'A'}${header.slice(at + 1)}`;
      expect(() => verified(content.body, received(changed))).toThrow();
    }
  });

  test.each([
    ['old', nowMs + 301_000, 'Message timestamp too old'],
    ['new', nowMs - 301_000, 'Message timestamp too new'],
  ])('one that is too %s is not believed [W3]', async (_title, receiversMs, message) => {
    const header = await signatureHeader(content, [await signingKeyOf(secret)]);
    jest.spyOn(Date, 'now').mockReturnValue(receiversMs);
    expect(() => verified(content.body, received(header))).toThrow(message);
  });

  test('signed by several keys, it is believed with any of them [W3]', async () => {
    const texts = [secret, anotherSecret];
    const keys = await Promise.all(texts.map(signingKeyOf));
    const header = await signatureHeader(content, keys);
    expect(header).toMatch(/^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
    for (const text of texts) {
      expect(() => verified(content.body, received(header), text)).not.toThrow();
    }
  });

  test('a signature of v1a beside it is passed over', async () => {
    const v1a = `v1a,${Buffer.alloc(64, 7).toString('base64')}`;
    const header = await signatureHeader(content, [await signingKeyOf(secret)]);
    expect(() => verified(content.body, received(`${v1a} ${header}`))).not.toThrow();
    expect(() => verified(content.body, received(v1a))).toThrow();
  });
});
