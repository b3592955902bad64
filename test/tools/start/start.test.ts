import { runTool } from '../run-tool.ts';

test.each([
  [['--port', 'high'], '--port: received "high", expected a whole number from 0 to 65000'],
  [['--demo'], "Unknown option '--demo'"],
])('npm start with %j is one line and the usage, exit code 2', async (args, line) => {
  const { exitCode, stdout, stderr } = await runTool('tools/start.ts', args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr.split('\n').slice(0, 3)).toEqual([
    expect.stringContaining(line),
    '',
    expect.stringMatching(/^usage: npm start -- /),
  ]);
});

test('--help is the usage, exit code 0', async () => {
  const { exitCode, stdout, stderr } = await runTool('tools/start.ts', ['--help']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^usage: npm start -- /);
});
