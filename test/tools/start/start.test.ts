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

test('a bad setting is refused before anything is claimed', async () => {
  const { exitCode, stdout, stderr } = await runTool('tools/start.ts', ['-c', 'historyDay=3']);
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'bad context:\n  historyDay: received "3", expected the key historyDays\n',
  });
});
