import { connectManagement, type Management } from './support/management.ts';
import { connectTarget, type Target } from './support/target.ts';

let target: Target;
let management: Management;

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
});
afterAll(async () => {
  await target.close();
});

test('anyone reads the document, whose server is where it was read', async () => {
  const { status, body } = await management.call('GET', '/openapi.json');
  expect(status).toBe(200);
  expect(body).toMatchObject({ openapi: '3.1.0', servers: [{ url: management.url }] });
});

test('anyone may ask whether it works', async () => {
  const { status, body } = await management.call('GET', '/health');
  expect([status, body.status]).toEqual([200, 'healthy']);
});
