import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { runAssembly, type TestHost } from '../../running-host.ts';
import { functionResource } from '../../tiny-assembly.ts';

const echo = `export const handler = async event => {
  if (event === null) return undefined;
  if (event.fails) throw new TypeError('no such luck');
  return { echo: event };
};`;

let host: TestHost;
let client: LambdaClient;
beforeAll(async () => {
  host = await runAssembly({
    functions: { echo },
    resources: {
      Echo: functionResource('echo'),
      Throttled: functionResource('echo', { ReservedConcurrentExecutions: 0 }),
    },
  });
  client = new LambdaClient({
    endpoint: host.outputs.AwsEndpointUrl ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await host.stop();
});

async function invoke(payload: unknown, changes: Partial<InvokeCommandInput> = {}) {
  const given = payload === undefined ? {} : { Payload: JSON.stringify(payload) };
  const input: InvokeCommandInput = { FunctionName: 'Tiny-Echo', ...given, ...changes };
  const answer = await client.send(new InvokeCommand(input));
  const { StatusCode, FunctionError, ExecutedVersion } = answer;
  const text = answer.Payload?.transformToString();
  return { StatusCode, FunctionError, ExecutedVersion, payload: JSON.parse(text ?? '') };
}

test.each(['Tiny-Echo', 'arn:aws:lambda:us-east-1:000000000000:function:Tiny-Echo'])(
  'a function is invoked by %s, and its answer given',
  async FunctionName => {
    expect(await invoke({ amount: 5, name: 'añá' }, { FunctionName })).toEqual({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      payload: { echo: { amount: 5, name: 'añá' } },
    });
  },
);

test('without a payload it is given null, and no answer is null', async () => {
  expect(await invoke(undefined)).toMatchObject({ StatusCode: 200, payload: null });
});

test('an error of the function is an answer', async () => {
  expect(await invoke({ fails: true })).toMatchObject({
    StatusCode: 200,
    FunctionError: 'Unhandled',
    payload: { errorType: 'TypeError', errorMessage: 'no such luck' },
  });
});

test('a throttle is 429', async () => {
  const throttled = invoke({}, { FunctionName: 'Tiny-Throttled' });
  await expect(throttled).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    $metadata: { httpStatusCode: 429 },
  });
});

test('a function that is not there is named', async () => {
  await expect(invoke({}, { FunctionName: 'Tiny-Other' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found: Tiny-Other',
  });
});

test('a payload has 6 MiB at most', async () => {
  const payloadOf = (bytes: number) => 'x'.repeat(bytes - 2);
  const limit = 6 * 1_024 * 1_024;
  await expect(invoke(payloadOf(limit + 1))).rejects.toMatchObject({
    name: 'RequestTooLargeException',
    message:
      '6291457 byte payload is too large for the RequestResponse invocation type (limit 6291456 bytes)',
  });
  // The answer is a frame larger, and refused as Lambda refuses it.
  expect(await invoke(payloadOf(limit))).toMatchObject({ FunctionError: 'Unhandled' });
});

test('what is not to be waited for is not served', async () => {
  await expect(invoke({}, { InvocationType: 'Event' })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: 'The local host invokes functions by RequestResponse; received Event.',
  });
});

test('other calls of its API are refused with what is served', async () => {
  const url = `${host.outputs.AwsEndpointUrl}/2015-03-31/functions/`;
  const authorization =
    'AWS4-HMAC-SHA256 Credential=any/20261121/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=any';
  const answer = await fetch(url, { headers: { authorization } });
  expect([answer.status, await answer.json()]).toMatchObject([
    404,
    {
      message:
        "Of Lambda's API the local host serves Invoke and GetAccountSettings; received GET /2015-03-31/functions/.",
    },
  ]);
});
