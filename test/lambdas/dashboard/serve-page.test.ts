import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Endpoints } from '../../../lambdas/adapters/runtime/endpoints.ts';
import { type PageRequest, servePage } from '../../../lambdas/dashboard/serve-page.ts';
import { staticFiles } from '../../../lambdas/dashboard/static-files.ts';

const endpoints: Endpoints = {
  channels: [
    {
      name: 'fights',
      title: 'Fights',
      url: 'https://fights.lambda-url.us-east-1.on.aws/',
      readers: ['admin', 'operator'],
    },
  ],
  managementUrl: 'https://management.lambda-url.us-east-1.on.aws/',
  proposalsWebSocketUrl: 'wss://socket.execute-api.us-east-1.amazonaws.com/live',
};

const durations = {
  proposalTimeoutSeconds: 180,
  longestLeaseSeconds: 300,
  depletionNoticeSeconds: 3_600,
};

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'dashboard-page-'));
  const page = join(directory, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(directory, 'secret.js'), 'outside');
  writeFileSync(join(page, 'index.html'), '<style nonce="__CSP_NONCE__"></style>');
  writeFileSync(join(page, 'client.html'), '<script nonce="__CSP_NONCE__"></script>');
  writeFileSync(join(page, 'favicon.svg'), '<svg/>');
  writeFileSync(join(page, 'notes.txt'), 'not a part of a page');
  writeFileSync(join(page, 'assets', 'main-1a2b.js'), 'run()');
  writeFileSync(join(page, 'assets', 'dot-3c4d.png'), Buffer.from([0x89, 0x50]));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function ask(path: string, method = 'GET', deployment = endpoints) {
  const request: PageRequest = { method, path };
  return servePage(request, {
    fileAt: staticFiles(join(directory, 'page')),
    endpoints: async () => deployment,
    durations,
    nonce: () => 'bm9uY2U=',
  });
}

describe('the page', () => {
  it.each(['/', '/index.html', '/channels/fights', '/fights'])('is served at %s', async path => {
    const answer = await ask(path);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe('<style nonce="bm9uY2U="></style>');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  it('may run its own scripts, connect to this deployment, and do nothing else', async () => {
    const { headers } = await ask('/');
    expect(headers['content-security-policy']?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'nonce-bm9uY2U='",
      "img-src 'self' data:",
      "font-src 'self'",
      "manifest-src 'self'",
      "connect-src 'self' https://fights.lambda-url.us-east-1.on.aws https://management.lambda-url.us-east-1.on.aws wss://socket.execute-api.us-east-1.amazonaws.com",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it('may connect to the one domain of a Web Function, whose channels are paths', async () => {
    const domain = 'https://streams.example.com';
    const [fights] = endpoints.channels;
    const channels = ['fights', 'bets'].flatMap(name =>
      fights ? [{ ...fights, name, url: `${domain}/${name}` }] : [],
    );
    const deployment = { ...endpoints, channels, liveUrl: `${domain}/live` };
    const { headers } = await ask('/', 'GET', deployment);
    const policy = headers['content-security-policy']?.split('; ') ?? [];
    expect(policy.find(part => part.startsWith('connect-src'))).toBe(
      `connect-src 'self' https://management.lambda-url.us-east-1.on.aws ${domain} wss://socket.execute-api.us-east-1.amazonaws.com`,
    );
  });

  it('is answered to HEAD without its body', async () => {
    const answer = await ask('/', 'HEAD');
    expect(answer).toMatchObject({ statusCode: 200, body: '' });
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('is not there before it is built', async () => {
    const answer = await servePage(
      { method: 'GET', path: '/' },
      { fileAt: () => undefined, endpoints: async () => endpoints, durations, nonce: () => '' },
    );
    expect(answer).toMatchObject({ statusCode: 404, body: 'the page is not built' });
  });
});

describe('a page that is one file', () => {
  it('runs its own script by a nonce, connects to this deployment, and loads nothing but images', async () => {
    const { body, headers, statusCode } = await ask('/client.html');
    expect({ statusCode, body }).toEqual({
      statusCode: 200,
      body: '<script nonce="bm9uY2U="></script>',
    });
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
    });
    const policy = headers['content-security-policy']?.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'nonce-bm9uY2U='",
        "style-src 'nonce-bm9uY2U='",
        "form-action 'none'",
      ]),
    );
    expect(headers['content-security-policy']).not.toContain('unsafe');
  });

  it('is not there where the build has none', async () => {
    expect(await ask('/other.html')).toMatchObject({ statusCode: 404, body: 'no such file' });
  });
});

describe('its files', () => {
  it('are kept for a year when their names carry a hash', async () => {
    expect(await ask('/assets/main-1a2b.js')).toMatchObject({
      statusCode: 200,
      body: 'run()',
      isBase64Encoded: false,
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      },
    });
  });

  it('and for an hour when not', async () => {
    const { headers } = await ask('/favicon.svg');
    expect(headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=3600',
    });
  });

  it('arrive byte for byte', async () => {
    const picture = await ask('/assets/dot-3c4d.png');
    expect(picture.isBase64Encoded).toBe(true);
    expect([...Buffer.from(picture.body, 'base64')]).toEqual([0x89, 0x50]);
  });

  it.each([
    '/assets/other-0000.js',
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/notes.txt',
  ])('are those of the build: %s is none', async path => {
    expect(await ask(path)).toMatchObject({
      statusCode: 404,
      body: 'no such file',
      headers: { 'cache-control': 'no-store' },
    });
  });

  it('cannot be written', async () => {
    expect(await ask('/', 'POST')).toMatchObject({
      statusCode: 405,
      body: 'received POST, expected GET or HEAD',
      headers: { allow: 'GET, HEAD' },
    });
  });
});

test('config.json says where this deployment is and how long things take in it, and is never kept', async () => {
  const { body, headers, statusCode } = await ask('/config.json');
  expect(statusCode).toBe(200);
  expect(JSON.parse(body)).toEqual({
    ...endpoints,
    proposalTimeoutSeconds: 180,
    longestLeaseSeconds: 300,
    depletionNoticeSeconds: 3_600,
  });
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
});
