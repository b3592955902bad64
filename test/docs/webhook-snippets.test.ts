import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { receivers } from '../examples/webhook-receiver/receiver-process.ts';
import { fencesOf } from '../support/fences.ts';

const page = 'docs/webhooks.md';
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const anotherSecret = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const body =
  '{"type":"BET_MATCHED","timestamp":1795291204250,"data":{"betId":"bet-1","note":"añá 🐓"}}';

/** The one piece of the page in that language that has the text. */
function snippet(language: string, text: string): string {
  const found = fencesOf(page).filter(
    each => each.language === language && each.text.includes(text),
  );
  expect(found).toHaveLength(1);
  return found[0]?.text ?? '';
}

let folder: string;

beforeAll(() => {
  // Inside the project, so that its packages are found; build/ is no part of it.
  mkdirSync('build', { recursive: true });
  folder = mkdtempSync(join(process.cwd(), 'build/webhook-snippets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a program prints as JSON, of what it is given as JSON. */
function answersOf(command: readonly string[], input: unknown): unknown {
  const [executable = '', ...args] = command;
  const { status, stdout, stderr } = spawnSync(executable, args, {
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** Runs a function of a snippet in Node.js, once with each list of arguments; `{hex}` are bytes. */
function calledInNode(code: string, name: string, calls: readonly (readonly unknown[])[]): unknown {
  writeFileSync(join(folder, `${name}.ts`), code);
  const file = join(folder, `call-${name}.ts`);
  writeFileSync(
    file,
    `import { readFileSync } from 'node:fs';
import { ${name} } from './${name}.ts';

const bytes = (each: any) => (typeof each?.hex === 'string' ? Buffer.from(each.hex, 'hex') : each);
const calls = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(calls.map((args: any) => (${name} as any)(...args.map(bytes)))));
`,
  );
  const flags = ['--disable-warning=ExperimentalWarning'];
  return answersOf([process.execPath, ...flags, file], calls);
}

/** The same in Python. */
function calledInPython(
  code: string,
  name: string,
  calls: readonly (readonly unknown[])[],
): unknown {
  const file = join(folder, `call_${name}.py`);
  writeFileSync(
    file,
    `${code}
import json, sys

def in_bytes(each):
    return bytes.fromhex(each["hex"]) if isinstance(each, dict) and "hex" in each else each

print(json.dumps([${name}(*map(in_bytes, args)) for args in json.load(sys.stdin)]))
`,
  );
  return answersOf(['python3', '-B', file], calls);
}

const bytesOf = (text: string) => ({ hex: Buffer.from(text).toString('hex') });
const nowSec = () => Math.floor(Date.now() / 1_000);

/** Signed by a library, not by ours. */
function headersOf(by: StandardWebhook | SvixWebhook, atSec = nowSec()) {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(atSec),
    'webhook-signature': by.sign('msg_1', new Date(atSec * 1_000), body),
  };
}

const good = () => headersOf(new StandardWebhook(secret));
const changed = (header: string, to: (value: string) => string) => {
  const headers: Readonly<Record<string, string>> = good();
  return { ...headers, [header]: to(headers[header] ?? '') };
};
const without = (header: string) =>
  Object.fromEntries(Object.entries(good()).filter(([name]) => name !== header));
const other = () => headersOf(new SvixWebhook(anotherSecret))['webhook-signature'];

/** Headers, body, whether it is genuine. */
const messages = (): readonly (readonly [string, object, string, boolean])[] => [
  ['signed by standardwebhooks', good(), body, true],
  ['signed by svix', headersOf(new SvixWebhook(secret)), body, true],
  ['four minutes old', headersOf(new StandardWebhook(secret), nowSec() - 240), body, true],
  [
    'of two keys, the other first',
    changed('webhook-signature', own => `${other()} ${own}`),
    body,
    true,
  ],
  ['of a later version, too', changed('webhook-signature', own => `v2,AAAA ${own}`), body, true],
  ['with another body', good(), body.replace('bet-1', 'bet-2'), false],
  ['with a line more', good(), `${body}\n`, false],
  ['with another id', changed('webhook-id', () => 'msg_2'), body, false],
  ['a second later', changed('webhook-timestamp', at => String(Number(at) + 1)), body, false],
  ['of another key', headersOf(new SvixWebhook(anotherSecret)), body, false],
  ['ten minutes old', headersOf(new StandardWebhook(secret), nowSec() - 600), body, false],
  ['of in ten minutes', headersOf(new StandardWebhook(secret), nowSec() + 600), body, false],
  ['without the version', changed('webhook-signature', own => own.slice(3)), body, false],
  ['of no moment', changed('webhook-timestamp', () => 'now'), body, false],
  ['of an empty moment', changed('webhook-timestamp', () => ''), body, false],
  ['of 5,000 digits', changed('webhook-timestamp', () => '1'.repeat(5_000)), body, false],
  ['with what is not ASCII', changed('webhook-signature', () => 'v1,ñ'), body, false],
  ['without an id', without('webhook-id'), body, false],
  ['without a moment', without('webhook-timestamp'), body, false],
  ['without a signature', without('webhook-signature'), body, false],
];

type Called = (calls: readonly (readonly unknown[])[]) => unknown;

function judged(called: Called): unknown {
  const all = messages();
  const answers = called(all.map(([, headers, text]) => [headers, bytesOf(text), secret]));
  if (!Array.isArray(answers)) throw new TypeError('expected a list');
  return all.map(([title], at) => [title, answers[at]]);
}

const expected = () => messages().map(([title, , , isGenuine]) => [title, isGenuine]);

test('the TypeScript on the page believes what is genuine, and nothing else [W3]', () => {
  const code = snippet('ts', 'function isGenuine');
  expect(judged(calls => calledInNode(code, 'isGenuine', calls))).toEqual(expected());
});

const noPython = receivers.find(({ name }) => name === 'Python')?.missing;
if (noPython !== undefined) test.skip(`the Python on the page is not tried: ${noPython}`, () => {});
const withPython = noPython === undefined ? test : test.skip;

withPython('the Python on the page believes what is genuine, and nothing else [W3]', () => {
  const code = snippet('python', 'def is_genuine');
  expect(judged(calls => calledInPython(code, 'is_genuine', calls))).toEqual(expected());
});

test('the TypeScript for v1a believes what was signed with the private key, and nothing else [W3]', () => {
  const code = snippet('ts', 'function isSignedBy');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const key = `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;
  const content = `msg_1.1795291205.${body}`;
  const encoded = sign(null, Buffer.from(content), privateKey).toString('base64');
  const answers = calledInNode(code, 'isSignedBy', [
    [key, bytesOf(content), `v1a,${encoded}`],
    [key, bytesOf(content.replace('bet-1', 'bet-2')), `v1a,${encoded}`],
    [key, bytesOf(content.replace('msg_1', 'msg_2')), `v1a,${encoded}`],
    [key, bytesOf(content), `v1,${encoded}`],
    [key, bytesOf(content), 'v1a,AAAA'],
    [key, bytesOf(content), 'v1a'],
  ]);
  expect(answers).toEqual([true, false, false, false, false, false]);
});

test('the lines for openssl give the signature of the message on the page, and of another another', () => {
  const lines = snippet('sh', 'openssl dgst');
  const signature = /^webhook-signature: v1,(.*)$/m.exec(snippet('', 'POST /hooks'))?.[1];
  const run = (text: string) => {
    // Without `--norc` a bash whose input is a socket, as here, takes itself for a remote shell's.
    const args = ['--norc', '-euc', text];
    const { status, stdout, stderr } = spawnSync('bash', args, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.trim();
  };
  expect(run(lines)).toBe(signature);
  expect(run(lines.replace('250000', '250001'))).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  expect(run(lines.replace('250000', '250001'))).not.toBe(signature);
});

test('the lines for openssl sign the very message of the page', () => {
  const message = snippet('', 'POST /hooks');
  const lines = snippet('sh', 'openssl dgst');
  const given = (name: string) => new RegExp(`^${name}='?(.*?)'?$`, 'm').exec(lines)?.[1];
  expect(message).toContain(`\nwebhook-id: ${given('ID')}\n`);
  expect(message).toContain(`\nwebhook-timestamp: ${given('TIMESTAMP')}\n`);
  expect(message).toContain(`\n${given('BODY')}`);
});
