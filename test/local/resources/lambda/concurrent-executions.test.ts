import type { InvocationResult } from '../../../../local/contract/invocation.ts';
import type { MetricSample } from '../../../../local/contract/metrics.ts';
import { InvocationMetrics } from '../../../../local/resources/lambda/invocation-metrics.ts';

const throttled: InvocationResult = {
  ...{ kind: 'error', errorType: 'TooManyRequestsException', errorMessage: 'Rate exceeded' },
};
const done: InvocationResult = { kind: 'ok', payload: null };

/** A function whose invocations last until they are ended, and how many ran at once, as it was counted. */
function countedFunction() {
  const samples: MetricSample[] = [];
  const observers: (() => readonly MetricSample[])[] = [];
  const ended = Promise.withResolvers<InvocationResult>();
  let isFull = false;
  const functions = {
    invoke: async () => (isFull ? throttled : await ended.promise),
    invokeStreaming: async () => done,
  };
  const { invoke } = new InvocationMetrics().counted(functions, 'fan-out', {
    record: sample => samples.push(sample),
    observe: read => observers.push(read),
  });
  const ofAll = ({ name, dimensions }: MetricSample) =>
    name === 'ConcurrentExecutions' && dimensions.FunctionName === undefined;
  return {
    run: () => invoke('arn', {}),
    end: () => ended.resolve(done),
    fill: () => {
      isFull = true;
    },
    counted: () => samples.filter(ofAll).map(({ values }) => values[0]),
    observed: () =>
      observers
        .flatMap(read => read())
        .filter(ofAll)
        .map(({ values }) => values[0]),
  };
}

test('what is throttled does not run, and is not among what runs', async () => {
  const { run, fill, end, counted, observed } = countedFunction();
  const running = [run(), run()];
  fill();
  await Promise.all([run(), run(), run()]);
  expect([counted(), observed()]).toEqual([[], [2]]);
  end();
  await Promise.all(running);
  expect(Math.max(...counted().map(Number))).toBe(2);
});

test('what began and ended between two looks is known by the first that ends', async () => {
  const { run, end, counted, observed } = countedFunction();
  const running = [run(), run(), run()];
  end();
  await Promise.all(running);
  expect([counted()[0], observed()]).toEqual([3, [0]]);
});
