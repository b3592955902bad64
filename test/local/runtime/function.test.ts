import { runAssembly, type TestHost } from '../running-host.ts';
import { functionResource, urlResource } from '../tiny-assembly.ts';

const source = `
let invocations = 0;
const loadedAt = Date.now();
let ticks = 0;
setInterval(() => { ticks += 1; }, 5);
export async function handler(event, context) {
  invocations += 1;
  const command = event.queryStringParameters?.do;
  if (command === 'throw') throw new RangeError('too far');
  if (command === 'pause') await new Promise(resolve => setTimeout(resolve, 200));
  if (command === 'hang') await new Promise(() => {});
  if (command === 'spin') for (;;);
  if (command === 'exit') process.exit(3);
  if (command === 'reject') { Promise.reject(new Error('left behind')); await new Promise(() => {}); }
  if (command === 'grow') { const all = []; for (;;) all.push(new Array(1000).fill(Math.random())); }
  if (command === 'log') {
    console.log(JSON.stringify({ level: 'INFO', message: 'quiet', service: 's' }));
    console.log(JSON.stringify({ level: 'WARN', message: 'loud', timestamp: 't', fightId: 'f1' }));
    console.error('plain trouble');
  }
  return {
    invocations,
    ticks,
    remainingMs: context.getRemainingTimeInMillis(),
    functionName: context.functionName,
    memoryLimitInMB: context.memoryLimitInMB,
    invokedFunctionArn: context.invokedFunctionArn,
    requestId: context.awsRequestId,
    env: process.env,
  };
}
`;

interface Answer {
  readonly Message?: string;
  readonly invocations: number;
  readonly ticks: number;
  readonly remainingMs: number;
  readonly functionName: string;
  readonly memoryLimitInMB: string;
  readonly invokedFunctionArn: string;
  readonly requestId: string;
  readonly env: Record<string, string>;
}

describe('a function', () => {
  let host: TestHost;
  const call = async (query = '', url = host.outputs.Url) => {
    const response = await fetch(`${url}?${query}`);
    return { status: response.status, body: (await response.json()) as Answer };
  };

  beforeEach(async () => {
    process.env.SECRET_OF_THE_HOST = 'not for functions';
    host = await runAssembly({
      functions: { main: source },
      resources: {
        Main12345678: functionResource('main', {
          MemorySize: 192,
          Timeout: 1,
          Environment: { Variables: { TABLE: { Ref: 'AWS::StackName' }, COUNT: 3 } },
        }),
        Url: urlResource('Main12345678', 'BUFFERED'),
        Patient: functionResource('main', { Timeout: 900 }),
        PatientUrl: urlResource('Patient', 'BUFFERED'),
      },
      outputs: {
        Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
        PatientUrl: { Value: { 'Fn::GetAtt': ['PatientUrl', 'FunctionUrl'] } },
      },
    });
  });
  afterEach(async () => {
    delete process.env.SECRET_OF_THE_HOST;
    await host.stop();
  });

  test('gets the variables of the template and of Lambda, and none of the host', async () => {
    const { body } = await call();
    expect(body.env).toMatchObject({
      TABLE: 'Tiny',
      COUNT: '3',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'Tiny-Main12345678',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '192',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Tiny-Main12345678',
      AWS_ENDPOINT_URL: host.outputs.AwsEndpointUrl,
      AWS_ENDPOINT_URL_DYNAMODB: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA[0-9A-F]{16}$/),
    });
    expect(body.env.AWS_ENDPOINT_URL_DYNAMODB).not.toBe(host.outputs.DynamoDbEndpoint);
    expect(body.env).not.toHaveProperty('SECRET_OF_THE_HOST');
    expect(body.env).not.toHaveProperty('PATH');
    expect(body.env).not.toHaveProperty('NODE_COMPILE_CACHE');
  });

  test('gets a context with its name, memory and remaining time', async () => {
    const { body } = await call();
    expect(body.functionName).toBe('Tiny-Main12345678');
    expect(body.memoryLimitInMB).toBe('192');
    expect(body.invokedFunctionArn).toBe(
      'arn:aws:lambda:us-east-1:000000000000:function:Tiny-Main12345678',
    );
    expect(body.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.remainingMs).toBeLessThanOrEqual(1_000);
    // Of 15 minutes, so that it does not matter how long the environment takes to begin.
    const patient = await call('', host.outputs.PatientUrl);
    expect(patient.body.remainingMs).toBeGreaterThan(800_000);
    expect(patient.body.remainingMs).toBeLessThanOrEqual(900_000);
  });

  test('keeps its state between invocations, and serves two at once in two environments', async () => {
    expect((await call()).body.invocations).toBe(1);
    expect((await call()).body.invocations).toBe(2);
    const both = await Promise.all([call('do=pause'), call('do=pause')]);
    expect(both.map(({ body }) => body.invocations).toSorted()).toEqual([1, 3]);
  });

  test('is frozen between invocations: its timers do not run', async () => {
    const { ticks } = (await call()).body;
    await new Promise(resolve => setTimeout(resolve, 200));
    expect((await call()).body.ticks - ticks).toBeLessThan(10);
  });

  test('that throws gives 502 without its error, and serves the next call', async () => {
    expect((await call()).body.invocations).toBe(1);
    expect(await call('do=throw')).toEqual({
      status: 502,
      body: { Message: 'Internal Server Error' },
    });
    await host.logged(/^error \[Main\] RangeError: too far$/);
    expect((await call()).body.invocations).toBe(3);
  });

  test.each([
    ['hang', /Sandbox.Timedout: RequestId: .* Task timed out after 1.00 seconds/],
    ['spin', /Sandbox.Timedout: RequestId: .* Task timed out after 1.00 seconds/],
    ['exit', /Runtime.ExitError: .*exit status 3/],
    ['reject', /Runtime.UnhandledPromiseRejection: left behind/],
  ])(
    'that does "%s" loses its environment, and the next call gets a new one',
    async (command, line) => {
      expect((await call()).body.invocations).toBe(1);
      expect(await call(`do=${command}`)).toEqual({
        status: 502,
        body: { Message: 'Internal Server Error' },
      });
      await host.logged(line);
      expect((await call()).body.invocations).toBe(1);
    },
  );

  // Of the function with time: filling the memory can take as long as the other's whole timeout.
  test('that fills its memory loses its environment, and the next call gets a new one', async () => {
    const { PatientUrl } = host.outputs;
    expect((await call('', PatientUrl)).body.invocations).toBe(1);
    expect((await call('do=grow', PatientUrl)).status).toBe(502);
    await host.logged(/Runtime.OutOfMemory/);
    expect((await call('', PatientUrl)).body.invocations).toBe(1);
  });

  test('logs through the host: warnings and errors in compact form, the rest only when asked', async () => {
    await call('do=log');
    await host.logged(/^warn \[Main\] plain trouble$/);
    await host.logged(/^warn \[Main\] loud fightId=f1$/);
    expect(host.lines.filter(line => line.includes('quiet'))).toEqual([]);
  });
});

describe('a bundle that cannot run', () => {
  test.each([
    ['a syntax error', 'export const handler = (', /index\.mjs: Runtime\.UserCodeSyntaxError/],
    [
      'no handler',
      'export const other = 1',
      /HandlerNotFound: .*index\.mjs does not export a function named handler/,
    ],
    ['a module that throws', 'throw new TypeError("at load")', /TypeError: at load/],
    ['a missing module', 'import "./nowhere.mjs"', /Runtime\.ImportModuleError: .*nowhere/],
  ])('with %s answers each call with 502 and logs one clear line', async (_, text, line) => {
    const host = await runAssembly({
      functions: { broken: text },
      resources: { Broken: functionResource('broken'), Url: urlResource('Broken', 'BUFFERED') },
      outputs: { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
    });
    try {
      const response = await fetch(host.outputs.Url ?? '');
      expect(response.status).toBe(502);
      expect(await response.json()).toEqual({ Message: 'Internal Server Error' });
      expect(await host.logged(line)).toMatch(/^error \[Broken\] /);
    } finally {
      await host.stop();
    }
  });

  test('is an error at once when there is no module at all', async () => {
    const broken = functionResource('main', { Handler: 'other.handler' });
    await expect(
      runAssembly({ functions: { main: '' }, resources: { Broken: broken } }),
    ).rejects.toThrow(/Broken: no module for its handler "other.handler" in .*asset\.main/);
  });
});

describe('concurrency', () => {
  const waiting = `export const handler = async event =>
    event.rawPath === '/quick' ? 'done' : new Promise(() => {});`;

  test.each([
    ['of the account', {}, { limits: { maxConcurrency: 1 } }],
    ['of an account of a size of its own', {}, { limits: { accountConcurrency: 1 } }],
    ['reserved for one function', { ReservedConcurrentExecutions: 1 }, {}],
  ])('beyond that %s is throttled with 429', async (_, properties, options) => {
    const host = await runAssembly(
      {
        functions: { main: waiting },
        resources: {
          Main: functionResource('main', { Timeout: 2, ...properties }),
          Url: urlResource('Main', 'BUFFERED'),
        },
        outputs: { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
      },
      options,
    );
    try {
      const first = fetch(`${host.outputs.Url}slow`);
      // The place is taken once the first request is in; a throttled probe says so.
      let refused = await fetch(`${host.outputs.Url}quick`);
      for (let probe = 0; refused.status !== 429 && probe < 50; probe += 1) {
        refused = await fetch(`${host.outputs.Url}quick`);
      }
      expect(refused.status).toBe(429);
      expect(await refused.json()).toEqual({ Message: 'Rate Exceeded.' });
      expect((await first).status).toBe(502);
      expect((await fetch(`${host.outputs.Url}quick`)).status).toBe(200);
    } finally {
      await host.stop();
    }
  });
});
