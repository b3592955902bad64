import { parseStartFlags } from '../../../tools/start/start-flags.ts';

test('without flags it starts at port 4600, in memory, with the demo', () => {
  expect(parseStartFlags([])).toEqual({
    help: false,
    port: 4600,
    outputsFile: 'outputs.local.json',
    demo: true,
    verbose: false,
    watch: false,
    debug: false,
    alarmSecondsPerMinute: 60,
    allowedHosts: [],
    allowUserId: false,
    context: {},
  });
});

test('takes every flag, and context as the CDK CLI does', () => {
  const args = ['--port', '5000', '--db-path', 'derby.db', '--no-demo', '--verbose'];
  const context = ['-c', 'proposalTimeoutSeconds=5', '--context', 'allowedOrigins=https://a?b=c'];
  expect(parseStartFlags([...args, ...context, '--outputs', 'o.json'])).toEqual({
    help: false,
    port: 5000,
    dbPath: 'derby.db',
    outputsFile: 'o.json',
    demo: false,
    verbose: true,
    watch: false,
    debug: false,
    alarmSecondsPerMinute: 60,
    allowedHosts: [],
    allowUserId: false,
    context: { proposalTimeoutSeconds: '5', allowedOrigins: 'https://a?b=c' },
  });
});

test('writes the outputs of a stage into a file of its own, unless another is said', () => {
  expect(parseStartFlags(['-c', 'stage=staging']).outputsFile).toBe('outputs.staging.local.json');
  const said = parseStartFlags(['-c', 'stage=staging', '--outputs', 'o.json']);
  expect(said).toMatchObject({ outputsFile: 'o.json', context: { stage: 'staging' } });
});

test('takes users without tokens only when asked to', () => {
  expect(parseStartFlags(['--allow-user-id']).allowUserId).toBe(true);
});

test('takes names that lead here', () => {
  const args = ['--allow-host', 'Box.local', '--allow-host', 'x.example'];
  expect(parseStartFlags(args).allowedHosts).toEqual(['box.local', 'x.example']);
});

test.each([
  ['1', 1],
  ['60', 60],
])('takes minutes of %s seconds for alarms', (seconds, expected) => {
  const flags = parseStartFlags(['--alarm-seconds-per-minute', seconds]);
  expect(flags.alarmSecondsPerMinute).toBe(expected);
});

test('takes a watch and a debugger, also together', () => {
  expect(parseStartFlags(['--watch', '--debug'])).toMatchObject({ watch: true, debug: true });
});

test('takes a benchmark with its readers', () => {
  expect(parseStartFlags(['--benchmark', '1000']).benchmarkReaders).toBe(1_000);
});

test('takes the file for what roles used', () => {
  expect(parseStartFlags(['--iam-usage', 'build/iam.json']).iamUsageFile).toBe('build/iam.json');
});

test('takes faults as the host takes them', () => {
  const faults = '{"staleReads":{"delayMs":500}}';
  expect(parseStartFlags(['--faults', faults]).faults).toEqual({ staleReads: { delayMs: 500 } });
});

test.each([
  [['--port', '80000'], '--port: received "80000", expected a whole number from 0 to 65000'],
  [['--port', '-1'], '--port: received "-1", expected a whole number from 0 to 65000'],
  [['--port', '46e2'], '--port: received "46e2", expected a whole number from 0 to 65000'],
  [['--port'], "Option '--port <value>' argument missing"],
  [['--db-path', ''], '--db-path: received "", expected a file to keep'],
  [['-c', 'proposalTimeoutSeconds'], '-c: received "proposalTimeoutSeconds", expected KEY=VALUE'],
  [['-c', '=5'], '-c: received "=5", expected KEY=VALUE'],
  [['-c', 'aws:cdk:x=1'], '-c: received the key "aws:cdk:x"'],
  [['-c', 'stage=../staging'], '-c stage: received "../staging", expected a name such as staging'],
  [['--benchmark', '0'], '--benchmark: received "0", expected a whole number from 1 to 100000'],
  [['--watch', '--benchmark', '9'], 'received --watch and --benchmark, expected one of them'],
  [
    ['--alarm-seconds-per-minute', '0'],
    '--alarm-seconds-per-minute: received "0", expected a whole number from 1 to 60',
  ],
  [
    ['--alarm-seconds-per-minute', '61'],
    '--alarm-seconds-per-minute: received "61", expected a whole number from 1 to 60',
  ],
  [['--allow-host', '*'], '--allow-host: received "*", expected a name without scheme and port'],
  [
    ['--allow-host', 'http://box.local'],
    'expected a name without scheme and port, such as box.local',
  ],
  [['--faults', '{'], '--faults: received {, expected JSON'],
  [['--faults', '{"stale":1}'], '--faults: it: Unrecognized key: "stale"'],
  [['--faults', '{"redelivery":{"share":2}}'], '--faults: redelivery.share: Too big'],
  [['--demo'], "Unknown option '--demo'"],
  [['derby'], "Unexpected argument 'derby'"],
])('refuses %j', (args, message) => {
  expect(() => parseStartFlags(args)).toThrow(message);
});
