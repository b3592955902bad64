import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from './run-tool.ts';

const report = [{ tableName: 'Fights', readUnits: 7, writeUnits: 3, keyCount: 0, busiestKeys: [] }];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capacity-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const capacity = (file = 'o.json') =>
  runTool('tools/capacity.ts', ['--outputs', join(folder, file)]);
const outputs = (of: object) =>
  writeFile(join(folder, 'o.json'), JSON.stringify({ GalloBetsRealtime: of }));

test('prints what the running host has counted', async () => {
  const server = createServer((request, response) =>
    response.end(JSON.stringify(request.url === '/_host/capacity' ? report : [])),
  );
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', () => listening()));
  const { port } = server.address() as AddressInfo;
  await outputs({ AwsEndpointUrl: `http://127.0.0.1:${port}` });
  const { exitCode, stdout } = await capacity();
  server.close();
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Fights (0 keys)             7            3');
});

test('prints what the last host has left', async () => {
  await writeFile(join(folder, 'o.json.capacity.json'), JSON.stringify(report));
  expect((await capacity()).stdout).toContain('Fights (0 keys)             7            3');
});

test('says where to look for a deployed stack, and when nothing runs', async () => {
  await outputs({ FightsChannelUrl: 'https://x.lambda-url.us-east-1.on.aws/' });
  expect(await capacity()).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining(
      'is of a deployed stack; what its tables consume is in CloudWatch',
    ),
  });
  expect(await capacity('none.json')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('is `npm start` running?'),
  });
});
