import { runTool } from './run-tool.ts';

const cost = (...args: readonly string[]) => runTool('tools/cost.ts', args);

test.each([
  ['--tabs', '101', '--tabs: received "101", expected a whole number from 0 to 100'],
  ['--hours', 'many', '--hours: received "many", expected a whole number from 0 to 24'],
  [
    '--web-memory-rate',
    '-1',
    '--web-memory-rate: received "-1", expected dollars for a GB-second, as 0.0000133334',
  ],
])('%s %s is refused with what was received and expected', async (flag, value, message) => {
  const { exitCode, stdout, stderr } = await cost(`${flag}=${value}`);
  expect(exitCode).not.toBe(0);
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
});

test('prints the month by service in six ways, the crossovers, and what is assumed [R6]', async () => {
  const { exitCode, stdout } = await cost(
    '--admins',
    '1',
    '--tabs',
    '1',
    '--events-per-second',
    '0',
  );
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Channels  Live    Web  Containers  WebSocket  AppSync');
  expect(stdout).toMatch(/^Lambda +25\.93 +8\.64 /m);
  expect(stdout).toMatch(/^a month +28\.73 +9\.59 /m);
  expect(stdout).toContain('Live is cheaper than Channels with any number of pages');
  expect(stdout).toContain("Assumed: AppSync's price was not looked up");
});
