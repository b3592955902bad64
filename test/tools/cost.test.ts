import { runTool } from './run-tool.ts';

const cost = (...args: readonly string[]) => runTool('tools/cost.ts', args);

test.each([
  ['--tabs', '101', '--tabs: received "101", expected a whole number from 0 to 100'],
  ['--hours', 'many', '--hours: received "many", expected a whole number from 0 to 24'],
  [
    '--web-memory-rate',
    '-1',
    '--web-memory-rate: received "-1", expected dollars for a GB-second of its environments, as 0.0000133334',
  ],
  [
    '--web-cpu-rate',
    'cheap',
    '--web-cpu-rate: received "cheap", expected dollars for a vCPU-second that they are busy, as 0.0000112444',
  ],
  [
    '--web-request-rate',
    '1.1',
    '--web-request-rate: received "1.1", expected dollars for a million requests of one, as 0.2',
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
  expect(stdout).toMatch(/^a month +28\.75 +9\.59 /m);
  expect(stdout).toContain('Live is cheaper than Channels with any number of pages');
  expect(stdout).toContain("Assumed: AppSync's price was not looked up");
});

test('prints what watching costs, and all of it with the bill', async () => {
  const { exitCode, stdout } = await cost('--bettors', '5000');
  expect(exitCode).toBe(0);
  const printed = stdout.split('What watching it costs')[1]?.split('What holds')[0] ?? '';
  expect(printed).toMatch(/^ +Channels +Live +Web$/m);
  expect(printed).toMatch(/^metrics +27\.90 +27\.90 +27\.90$/m);
  expect(printed).toMatch(/^alarms +14\.00 +14\.00 +12\.80$/m);
  expect(printed).toMatch(/^access logs +0\.96 +0\.96 +0\.96$/m);
  expect(printed).toContain('1 % of traces sampled; access logs are off by default');
  const rowOf = (text: string, name: string) =>
    new RegExp(`^${name} +(.+)$`, 'm')
      .exec(text)?.[1]
      ?.split(/ +/)
      .map(each => Number(each.replaceAll(',', '')));
  const bill = rowOf(stdout, 'a month') ?? [];
  const watching = rowOf(printed, 'a month') ?? [];
  const together = rowOf(printed, 'with the bill above') ?? [];
  expect(together).toHaveLength(3);
  together.forEach((dollars, index) => {
    // Each is rounded to a cent.
    expect(Math.abs(dollars - (bill[index] ?? 0) - (watching[index] ?? 0))).toBeLessThan(0.011);
  });
});

test('prints both hosts of streams for 50, 500 and 5,000 admins, with what is assumed of one [R6]', async () => {
  const { exitCode, stdout } = await cost(
    '--web-memory-rate',
    '0.00002',
    '--web-cpu-percent',
    '10',
  );
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^50 function-url +100 +100 +864\.00 /m);
  // 2,592,000 GB-seconds at 0.00002, and 518,400 vCPU-seconds.
  expect(stdout).toMatch(/^50 web-function +100 +2 +57\.67 /m);
  expect(stdout).toMatch(/^500 function-url \* +1,000 +1,000 /m);
  expect(stdout).toMatch(/^5,000 web-function +10,000 +157 /m);
  expect(stdout).toContain('Assumed: the rate of --web-memory-rate.');
  expect(stdout).toContain('512 MB (--web-memory-mb), 64 streams (--web-streams), 10 % of a vCPU');
  expect(stdout).toContain('beyond 720 Live streams on function URLs');
});
