import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { accessKeyIdOf } from '../aws-protocol/access-key-id.ts';
import { awsError } from '../aws-protocol/aws-error.ts';
import type { AwsAnswer, AwsService, CallerOf } from '../contract/aws-call.ts';
import type { HostLog } from '../contract/host-log.ts';
import { closeServer, createLocalServer, listenLocally } from '../server/local-server.ts';
import { isRecord } from '../template/template.ts';

/** Where the functions and state machines of a host find DynamoDB. */
export interface DynamoDbGateway {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Serves the DynamoDB API on a port of the system's choice: each call goes to `handle`, decoded. */
export async function startDynamoDbGateway(
  handle: AwsService,
  callerOf: CallerOf,
  log: HostLog,
): Promise<DynamoDbGateway> {
  // Only the host's own functions and state machines call it, by its address.
  const rule = { allowedHosts: [], answersPages: false };
  const server = createLocalServer(rule, {
    request: (request, response) => {
      void answer(request, handle, callerOf)
        .catch((error: unknown) => {
          const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
          log.error(`DynamoDB ${request.headers['x-amz-target']}: ${reason}`);
          return awsError(500, 'InternalServerError', 'The local host failed; see its log.');
        })
        .then(result => send(response, result));
    },
  });
  const port = await listenLocally(server, 0);
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => closeServer(server) };
}

async function answer(
  request: IncomingMessage,
  handle: AwsService,
  callerOf: CallerOf,
): Promise<AwsAnswer> {
  const body = (await buffer(request)).toString();
  const operation = /^DynamoDB_20120810\.(\w+)$/.exec(String(request.headers['x-amz-target']))?.[1];
  const input = parse(body);
  if (operation === undefined || input === undefined) {
    return awsError(400, 'SerializationException', 'expected a JSON request of DynamoDB');
  }
  const { method = 'POST', url = '/', headers } = request;
  return handle({
    caller: callerOf(accessKeyIdOf(headers)),
    service: 'dynamodb',
    operation,
    input,
    request: { method, path: url, headers },
  });
}

function parse(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, headers, body }: AwsAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
