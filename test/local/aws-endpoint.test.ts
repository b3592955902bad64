import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type AwsEndpoint, startAwsEndpoint } from '../../local/aws-endpoint.ts';
import type { AwsJsonService } from '../../local/contract/aws-json-service.ts';
import { IamAccessControl } from '../../local/iam/access-control.ts';
import { identityStatements, trustStatements } from '../../local/iam/policy-statements.ts';
import { lambdaService } from '../../local/resources/lambda/lambda-service.ts';

const echo: AwsJsonService = {
  targetPrefix: 'Echo',
  permissions: ({ operation }) => [{ action: `echo:${operation}`, resource: '*' }],
  handle: async ({ operation, input }) => {
    if (operation === 'Crash') throw new Error('boom');
    if (operation === 'Count') return { characters: String(input.word).length };
    return { operation, input };
  },
};

const logged: string[] = [];
const log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: (message: string) => logged.push(message),
};
let endpoint: AwsEndpoint;

beforeAll(async () => {
  endpoint = await startAwsEndpoint({
    port: 0,
    allowedHosts: [],
    serviceOf: prefix => (prefix === 'Echo' ? echo : undefined),
    access: new IamAccessControl(log),
    log,
  });
});
afterAll(() => endpoint.stop());

async function post(target: string | undefined, body: string) {
  const response = await fetch(endpoint.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      // On a busy machine one that is kept open may be closed as it is used again.
      connection: 'close',
      ...(target !== undefined && { 'x-amz-target': target }),
    },
    body,
  });
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    errorType: response.headers.get('x-amzn-errortype'),
    body: await response.json(),
  };
}

test('a request reaches the service and the operation that its target names', async () => {
  expect(await post('Echo.Say', '{"word":"hola"}')).toEqual({
    status: 200,
    contentType: 'application/x-amz-json-1.0',
    errorType: null,
    body: { operation: 'Say', input: { word: 'hola' } },
  });
});

test('an unknown service is named in an error of AWS form', async () => {
  expect(await post('DynamoDB_20120810.PutItem', '{}')).toMatchObject({
    status: 400,
    errorType: 'UnknownOperationException',
    body: {
      __type: 'UnknownOperationException',
      message:
        'The template has no resource of the service DynamoDB_20120810, so the local host does not serve DynamoDB_20120810.PutItem.',
    },
  });
});

test('a request that is none of the AWS JSON protocols says what was expected', async () => {
  expect(await post(undefined, '{}')).toMatchObject({
    status: 404,
    body: {
      message:
        'The local host serves AWS JSON requests (POST / with X-Amz-Target); received POST / without.',
    },
  });
});

test.each(['nonsense', '[]', 'null'])('the body %s is refused', async body => {
  expect(await post('Echo.Say', body)).toMatchObject({
    status: 400,
    errorType: 'SerializationException',
  });
});

test('a body is taken up to a byte above 6 MiB, which Lambda refuses itself, and no further', async () => {
  const largest = 6 * 1_024 * 1_024 + 1;
  const bodyOf = (bytes: number) => `{"word":"${'x'.repeat(bytes - 11)}"}`;
  expect((await post('Echo.Count', bodyOf(largest))).status).toBe(200);
  expect((await post('Echo.Count', bodyOf(largest + 1))).status).toBe(413);
});

test('a service that fails gives 500 without its stack, which is logged', async () => {
  expect(await post('Echo.Crash', '{}')).toMatchObject({
    status: 500,
    body: {
      __type: 'InternalServerError',
      message: 'The local host failed; see its log.',
    },
  });
  expect(logged).toEqual([expect.stringMatching(/^Echo\.Crash: Error: boom\n/)]);
});

test('a busy port is one line that names the port and the flag', async () => {
  const port = Number(new URL(endpoint.endpoint).port);
  const access = new IamAccessControl(log);
  const options = { port, allowedHosts: [], serviceOf: () => undefined, access, log };
  await expect(startAwsEndpoint(options)).rejects.toThrow(
    `Port ${port} is in use. End what listens there, or choose another with --port.`,
  );
});

describe('a REST API', () => {
  const arnOf = (name: string) =>
    name.startsWith('arn:') ? name : `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  const access = new IamAccessControl(log);
  const roleArn = 'arn:aws:iam::000000000000:role/caller';
  let rest: AwsEndpoint;
  let ofRole: string;

  beforeAll(async () => {
    const policy = (statement: object) => ({ Version: '2012-10-17', Statement: statement });
    const Principal = { Service: 'lambda.amazonaws.com' };
    const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal };
    const role = access.addRole(
      { arn: roleArn, name: 'caller', logicalId: 'CallerRole' },
      trustStatements(policy(trust), 'CallerRole'),
    );
    const grant = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arnOf('mine') };
    role.attach(identityStatements(policy(grant), 'CallerRole'));
    const caller = { arn: arnOf('caller'), logicalId: 'Caller', sessionName: 'caller' };
    const service = 'lambda.amazonaws.com';
    ofRole = access.assume({ ...caller, roleArn, service }).accessKeyId;
    const invoke = async () => ({ kind: 'ok', payload: 'invoked' }) as const;
    const lambda = lambdaService({ invoke, arnOf });
    rest = await startAwsEndpoint({
      ...{ port: 0, allowedHosts: [], access, log },
      serviceOf: () => undefined,
      restServiceOf: name => (name === 'lambda' ? lambda : undefined),
    });
  });
  afterAll(() => rest.stop());

  const invoke = async (name: string, signedFor: string, accessKeyId: string) => {
    const url = `${rest.endpoint}/2015-03-31/functions/${name}/invocations`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261121/us-east-1/${signedFor}/aws4_request, SignedHeaders=host, Signature=any`;
    const { status, headers } = await fetch(url, { method: 'POST', headers: { authorization } });
    return [status, headers.get('x-amzn-errortype')];
  };

  test('is known by what a request is signed for', async () => {
    expect(await invoke('mine', 'lambda', 'anybody')).toEqual([200, null]);
    expect(await invoke('mine', 's3', 'anybody')).toEqual([404, 'UnknownOperationException']);
  });

  test('lets a role do what it is allowed, and nothing else', async () => {
    expect(await invoke('mine', 'lambda', ofRole)).toEqual([200, null]);
    expect(await invoke('other', 'lambda', ofRole)).toEqual([403, 'AccessDeniedException']);
  });
});

describe('a web page', () => {
  const ask = async (headers: Readonly<Record<string, string>>) => {
    const asked = request(endpoint.endpoint, { method: 'POST', headers });
    asked.end('{}');
    const [answer] = await once(asked, 'response');
    return [answer.statusCode, JSON.parse(await text(answer)).message];
  };
  const echo = { 'x-amz-target': 'Echo.Say', 'content-type': 'text/plain' };

  test('that has its own name lead here is refused', async () => {
    expect(await ask({ ...echo, host: 'evil.example:4600' })).toEqual([
      403,
      'received the host evil.example:4600; expected one of localhost, 127.0.0.1, [::1] (npm start -- --allow-host NAME allows one more)',
    ]);
  });

  test('that asks across origins is refused', async () => {
    expect(await ask({ ...echo, origin: 'https://evil.example' })).toEqual([
      403,
      'received a request of a page of https://evil.example; expected one without an Origin, for no page may call this port',
    ]);
  });

  test('is distinguished from a program by its name and origin alone', async () => {
    expect((await ask({ ...echo, host: 'localhost:4600' }))[0]).toBe(200);
  });
});
