import { functionLines } from '../../../../local/resources/lambda/function-lines.ts';
import { createTestHost } from '../../test-host.ts';

const emf = (value: unknown, name = 'Late'): string =>
  JSON.stringify({
    _aws: {
      Timestamp: 1,
      CloudWatchMetrics: [{ Namespace: 'S', Dimensions: [[]], Metrics: [{ Name: name }] }],
    },
    [name]: value,
  });

function lines(mayLog = true) {
  const host = createTestHost();
  const main = { name: 'Main', logGroupName: '/aws/lambda/main', logStreamName: 'a' };
  const write = functionLines({ ...main, mayLog: () => mayLog }, host);
  const logged = () => (host.logs.events('/aws/lambda/main') ?? []).map(({ message }) => message);
  return { host, write, logged };
}

test('every line is in the log group, and a line of metrics is one of them', () => {
  const { host, write, logged } = lines();
  write('stdout', '{"level":"WARN","message":"late"}');
  write('stdout', '  ');
  write('stdout', emf(3));
  write('stderr', 'broken');
  expect(logged()).toEqual(['{"level":"WARN","message":"late"}', emf(3), 'broken']);
  expect(host.samples).toEqual([
    { namespace: 'S', name: 'Late', unit: 'None', dimensions: {}, values: [3] },
  ]);
  expect(host.logged).toEqual([
    'warn: [Main] late',
    `debug: [Main] ${emf(3)}`,
    'warn: [Main] broken',
  ]);
});

test('a function whose role may not log writes nothing, and has no metrics', () => {
  const { host, write, logged } = lines(false);
  write('stdout', emf(3));
  expect([logged(), host.samples, host.logged]).toEqual([[], [], []]);
});

test('of what is malformed each reason is reported once, and twenty of them', () => {
  const { host, write } = lines();
  for (let index = 0; index < 25; index += 1) {
    write('stdout', emf('x', `m${index}`));
    write('stdout', emf('x', `m${index}`));
  }
  expect(host.samples).toEqual([]);
  expect(host.logged).toHaveLength(20);
  expect(host.logged[0]).toBe(
    'warn: [Main] a line of metrics is none, and CloudWatch would drop it in silence: m0: received "x"',
  );
});
