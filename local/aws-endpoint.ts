import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { accessKeyIdOf } from './aws-protocol/access-key-id.ts';
import { signingNameOf } from './aws-protocol/signing-name.ts';
import type { AccessControl } from './contract/access-control.ts';
import type { AwsJsonFailure, AwsJsonService } from './contract/aws-json-service.ts';
import type { HostLog } from './contract/host-log.ts';
import type { RestRequest, RestService } from './contract/rest-service.ts';
import { type HostApi, hostApiPrefix, TextBody } from './host-api.ts';
import type { ConcurrencyLimits } from './runtime/concurrency.ts';
import { closeServer, createLocalServer, listenLocally } from './server/local-server.ts';

/** The HTTP server behind `AwsEndpointUrl`. */
export interface AwsEndpoint {
  /** "http://127.0.0.1:PORT". */
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface AwsEndpointOptions {
  /** 0: a port of the system's choice. */
  readonly port: number;
  /** Names that lead here beside those of the loopback. */
  readonly allowedHosts: readonly string[];
  /** The service with that target prefix. */
  serviceOf(targetPrefix: string): AwsJsonService | undefined;
  /** The service whose requests are signed for that name. @default - there is none */
  restServiceOf?(signingName: string): RestService | undefined;
  readonly access: AccessControl;
  readonly log: HostLog;
  /** What `GetAccountSettings` of Lambda returns. @default - it is not served */
  concurrencyLimits?(): ConcurrencyLimits;
  /** Answers what is the host's own. @default - nothing does */
  readonly hostApi?: HostApi;
}

/** The largest request of the services here is a payload of 6 MiB, which Lambda itself refuses a byte above. */
const maxBodyBytes = 6 * 1_024 * 1_024 + 1;

/**
 * Serves the AWS JSON protocols 1.0 and 1.1, where a request names its service and operation in
 * `X-Amz-Target`, and REST APIs, whose requests are known by what they are signed for. Credentials of a
 * role get what it allows, any others everything.
 *
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export async function startAwsEndpoint(options: AwsEndpointOptions): Promise<AwsEndpoint> {
  const { port, log, allowedHosts } = options;
  const server = createLocalServer(
    { allowedHosts, answersPages: false },
    {
      request: (request, response) => {
        answer(request, response, options).catch(error => {
          log.error(`${request.headers['x-amz-target'] ?? request.url}: ${(error as Error).stack}`);
          const failure = fail('InternalServerError', 'The local host failed; see its log.', 500);
          send(request, response, failure);
        });
      },
    },
  );
  const endpoint = `http://127.0.0.1:${await listenLocally(server, port)}`;
  return {
    endpoint,
    stop: () => closeServer(server),
  };
}

type Answer = Readonly<Record<string, unknown>> | AwsJsonFailure;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: AwsEndpointOptions,
): Promise<void> {
  const { hostApi } = options;
  const body = await readBody(request);
  if (body === undefined) {
    const message = `The local host takes requests of at most ${maxBodyBytes} bytes.`;
    return send(request, response, fail('RequestEntityTooLargeException', message, 413));
  }
  const path = request.url ?? '/';
  if (hostApi !== undefined && path.startsWith(hostApiPrefix)) {
    const own = await hostApi.handle({ method: request.method ?? 'GET', path, body });
    const isText = own.body instanceof TextBody;
    response.writeHead(own.status, {
      'content-type': isText ? own.body.contentType : 'application/json',
    });
    response.end(isText ? own.body.text : JSON.stringify(own.body));
    return;
  }
  const rest = isTargeted(request) ? undefined : restOf(request, { body, path }, options);
  if (rest !== undefined) {
    const { status, headers, body: answered } = await rest();
    if (response.headersSent) return;
    response.writeHead(status, headers);
    response.end(answered);
    return;
  }
  const isSettings = request.method === 'GET' && path.startsWith(accountSettingsPath);
  const answered = isSettings
    ? accountSettings(request, options)
    : await dispatch(request, { body, signal: whenLeft(response) }, options);
  send(request, response, answered);
}

const isTargeted = ({ headers }: IncomingMessage): boolean => headers['x-amz-target'] !== undefined;

/** What answers a request of a REST API; undefined: it is none, or of none that there is. */
function restOf(
  request: IncomingMessage,
  { body, path }: { readonly body: string; readonly path: string },
  { restServiceOf, access }: AwsEndpointOptions,
) {
  const service = restServiceOf?.(signingNameOf(request.headers));
  if (service === undefined || path.startsWith(accountSettingsPath)) return undefined;
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const asked: RestRequest = {
    method: request.method ?? 'GET',
    path: pathname.slice(1).split('/').map(decodeURIComponent),
    query: searchParams,
    headers: request.headers,
    body,
  };
  return async () => {
    const caller = access.callerOf(accessKeyIdOf(request.headers));
    const refusal = caller && access.refusal(caller, service.permissions(asked));
    return refusal === undefined
      ? await service.handle(asked)
      : service.refusal(403, service.accessDeniedCode, refusal.message);
  };
}

/** A REST API: https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
const accountSettingsPath = '/2016-08-19/account-settings';

function accountSettings(
  request: IncomingMessage,
  { access, concurrencyLimits }: AwsEndpointOptions,
): Answer {
  if (concurrencyLimits === undefined) {
    return fail('ResourceNotFoundException', 'This endpoint has no account settings.', 404);
  }
  const caller = access.callerOf(accessKeyIdOf(request.headers));
  const wanted = [{ action: 'lambda:GetAccountSettings', resource: '*' }];
  const refusal = caller && access.refusal(caller, wanted);
  if (refusal !== undefined) return fail('AccessDeniedException', refusal.message, 403);
  return { AccountLimit: concurrencyLimits() };
}

/** Given when whoever called does not wait any more. */
function whenLeft(response: ServerResponse): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort());
  return left.signal;
}

async function dispatch(
  request: IncomingMessage,
  { body, signal }: { readonly body: string; readonly signal: AbortSignal },
  { serviceOf, access }: AwsEndpointOptions,
): Promise<Answer> {
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string') {
    const message = `The local host serves AWS JSON requests (POST / with X-Amz-Target); received ${request.method} ${request.url} without.`;
    return fail('UnknownOperationException', message, 404);
  }
  const [prefix = '', operation = ''] = target.split('.');
  const service = serviceOf(prefix);
  if (service === undefined) {
    const message = `The template has no resource of the service ${prefix}, so the local host does not serve ${target}.`;
    return fail('UnknownOperationException', message, 400);
  }
  const input = parseInput(body);
  if (input === undefined) {
    return fail('SerializationException', 'The body is not a JSON object.', 400);
  }
  const caller = access.callerOf(accessKeyIdOf(request.headers));
  const refusal = caller && access.refusal(caller, service.permissions({ operation, input }));
  if (refusal !== undefined) {
    const { message } = refusal;
    return service.accessDenied?.(message) ?? fail('AccessDeniedException', message, 400);
  }
  return service.handle({ operation, input, signal });
}

function parseInput(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    return parsed as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** The body as text; undefined if it is too large. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function send(request: IncomingMessage, response: ServerResponse, result: Answer): void {
  if (response.headersSent) return;
  const failed = isFailure(result) ? result.failure : undefined;
  const body = failed ? { __type: failed.type, message: failed.message } : result;
  response.writeHead(failed?.status ?? 200, {
    'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
    ...(failed && { 'x-amzn-errortype': failed.type, ...failed.headers }),
  });
  response.end(JSON.stringify(body));
}

function isFailure(result: Answer): result is AwsJsonFailure {
  return 'failure' in result;
}

const fail = (type: string, message: string, status: number): AwsJsonFailure => ({
  failure: { type, message, status },
});
