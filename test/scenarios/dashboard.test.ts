import { requireOutput } from '../../tools/outputs.ts';
import { connectTarget, type Target } from './support/target.ts';

let target: Target;
let url: string;

beforeAll(async () => {
  target = await connectTarget();
  url = requireOutput(target.outputs, 'DashboardUrl');
});
afterAll(async () => {
  await target.close();
});

test('the page comes with its files, and its policy names this deployment', async () => {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = response.headers.get('content-security-policy') ?? '';
  const { origin } = new URL(requireOutput(target.outputs, 'FightsChannelUrl'));
  expect(policy.split(/[; ]+/)).toContain(origin);
  const html = await response.text();
  const [script = ''] = /\/assets\/[^"]+\.js/.exec(html) ?? [];
  const asset = await fetch(new URL(script, url));
  expect(asset.status).toBe(200);
  expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(asset.headers.get('cache-control')).toContain('immutable');
});

test('its configuration holds the endpoints of the outputs', async () => {
  const response = await fetch(new URL('config.json', url));
  const config = (await response.json()) as { channels: { title: string; url: string }[] };
  expect(config).toMatchObject({
    managementUrl: requireOutput(target.outputs, 'ManagementUrl'),
    proposalsWebSocketUrl: requireOutput(target.outputs, 'ProposalsWebSocketUrl'),
    proposalTimeoutSeconds: expect.any(Number),
    longestLeaseSeconds: expect.any(Number),
  });
  const found = config.channels.map(({ title, url }) => [title, url]);
  expect(found).toContainEqual(['Global', requireOutput(target.outputs, 'GlobalChannelUrl')]);
});

test.each(['FightsChannelUrl', 'ManagementUrl'])('its origin is let in at %s', async output => {
  const { origin } = new URL(url);
  const response = await fetch(requireOutput(target.outputs, output), {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'GET' },
  });
  expect(response.headers.get('access-control-allow-origin')).toBe(origin);
});

test('on the local host, and only there, it offers demo users, whose tokens are valid', async () => {
  const response = await fetch(new URL('demo-people.json', url));
  if (target.outputs.DynamoDbEndpoint === undefined) {
    expect(response.status).toBe(404);
    return;
  }
  const { people } = (await response.json()) as {
    people: { userId: string; role: string; token: string }[];
  };
  expect(people.map(({ role }) => role)).toEqual(['admin', 'operator', 'bettor', 'bettor']);
  const [admin] = people;
  const reader = await target.open('Fights', { token: admin?.token ?? '' });
  expect(reader.status).toBe(200);
});
