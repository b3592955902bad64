import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type FailingResource, type StandInAnswer, StandInStacks } from './stand-in-stacks.ts';

/** Answers what the CDK's CLI asks of AWS while it deploys, and keeps stacks, objects and one table. */
export interface AwsStandIn {
  readonly endpoint: string;
  /** The actions that were asked for, in order, each as often as it was. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

const stsNamespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/**
 * Starts it on any free port. Nothing that it deploys runs. With `failing` each stack but CDKToolkit
 * fails at that resource.
 */
export async function startAwsStandIn(failing?: FailingResource): Promise<AwsStandIn> {
  const asked: string[] = [];
  const objects = new Map<string, string>();
  const items = new Map<string, unknown>();
  const objectOf = (url: string) => objects.get(url.replace(/^.*\//, '')) ?? '';
  const stacks = new StandInStacks(objectOf, failing);
  const answer = async (request: IncomingMessage): Promise<StandInAnswer> => {
    const body = (await buffer(request)).toString('utf8');
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') {
      asked.push(target.replace(/^.*\./, ''));
      return answerJson(target, JSON.parse(body), { stacks, items });
    }
    if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      return answerObject(request, body, objects);
    }
    const parameters = new URLSearchParams(body);
    asked.push(parameters.get('Action') ?? '');
    return answerSts(parameters) ?? stacks.answer(parameters);
  };
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => response.writeHead(status, { etag: '"1"' }).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html */
function answerSts(parameters: URLSearchParams): StandInAnswer | undefined {
  const action = parameters.get('Action');
  const inner = {
    GetCallerIdentity:
      '<Arn>arn:aws:iam::000000000000:root</Arn><UserId>000000000000</UserId><Account>000000000000</Account>',
    AssumeRole: `<Credentials><AccessKeyId>test</AccessKeyId><SecretAccessKey>test</SecretAccessKey><SessionToken>test</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>${parameters.get('RoleArn')}</Arn><AssumedRoleId>AROA:cdk</AssumedRoleId></AssumedRoleUser>`,
  }[action ?? ''];
  if (inner === undefined) return undefined;
  return {
    status: 200,
    body: `<${action}Response xmlns="${stsNamespace}"><${action}Result>${inner}</${action}Result></${action}Response>`,
  };
}

interface Kept {
  readonly stacks: StandInStacks;
  readonly items: Map<string, unknown>;
}

/** Of Systems Manager the version of bootstrap, of DynamoDB one table with whatever is put there. */
function answerJson(
  target: string,
  input: Readonly<Record<string, unknown>>,
  { stacks, items }: Kept,
): StandInAnswer {
  const json = (status: number, body: unknown): StandInAnswer => ({
    status,
    body: JSON.stringify(body),
  });
  const table = String(input.TableName);
  if (!stacks.isThere('GalloBetsRealtime') && target.startsWith('DynamoDB')) {
    items.clear();
    const __type = 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException';
    return json(400, {
      __type,
      message: `Requested resource not found: Table: ${table} not found`,
    });
  }
  switch (target.replace(/^.*\./, '')) {
    case 'GetParameter':
      return json(200, {
        Parameter: { Name: input.Name, Type: 'String', Value: '31', Version: 1 },
      });
    case 'PutItem':
      items.set(table, input.Item);
      return json(200, {});
    case 'GetItem':
      return json(200, { Item: items.get(table) });
    case 'DescribeTable':
      return json(200, { Table: { TableName: table, TableStatus: 'ACTIVE' } });
    default:
      return json(400, { __type: 'UnknownOperationException' });
  }
}

/** Objects of the bucket that bootstrap makes, by path. */
function answerObject(
  { method, url = '' }: IncomingMessage,
  body: string,
  objects: Map<string, string>,
): StandInAnswer {
  const { pathname, searchParams } = new URL(url, 'http://bucket');
  const key = pathname.replace(/^.*\//, '');
  if (method === 'PUT') {
    objects.set(key, body);
    return { status: 200, body: '' };
  }
  if (searchParams.has('location')) {
    return {
      status: 200,
      body: '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>',
    };
  }
  if (searchParams.has('encryption')) {
    return {
      status: 200,
      body: '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
    };
  }
  if (searchParams.has('list-type')) {
    const found = objects.has((searchParams.get('prefix') ?? '').replace(/^.*\//, ''));
    const contents = found ? `<Contents><Key>${searchParams.get('prefix')}</Key></Contents>` : '';
    return {
      status: 200,
      body: `<ListBucketResult><KeyCount>${found ? 1 : 0}</KeyCount>${contents}</ListBucketResult>`,
    };
  }
  return objects.has(key) ? { status: 200, body: '' } : { status: 404, body: '' };
}
