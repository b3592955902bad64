import { randomUUID } from 'node:crypto';
import type { FunctionRegistry, InvocationResult } from '../../contract/invocation.ts';
import type { RestAnswer, RestRequest, RestService } from '../../contract/rest-service.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const payloadLimitBytes = 6 * 1_024 * 1_024;

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const apiVersion = '2015-03-31';

/** The functions that can be invoked. */
export interface InvokedFunctions extends Pick<FunctionRegistry, 'invoke'> {
  /** The ARN of the function of that name or ARN; undefined: there is none. */
  arnOf(name: string): string | undefined;
}

/**
 * `Invoke` of Lambda, for whoever waits for the answer (`RequestResponse`): a function's error is an
 * answer with `X-Amz-Function-Error`, a throttle is 429. Anything else of Lambda's API is refused.
 */
export function lambdaService(functions: InvokedFunctions): RestService {
  async function invoke(name: string, request: RestRequest): Promise<RestAnswer> {
    const functionArn = functions.arnOf(name);
    if (functionArn === undefined) {
      return refusal(404, 'ResourceNotFoundException', `Function not found: ${name}`);
    }
    const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    if (type !== 'RequestResponse') {
      const message = `The local host invokes functions by RequestResponse; received ${type}.`;
      return refusal(400, 'InvalidParameterValueException', message);
    }
    const bytes = Buffer.byteLength(request.body);
    if (bytes > payloadLimitBytes) {
      const message = `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${payloadLimitBytes} bytes)`;
      return refusal(413, 'RequestTooLargeException', message);
    }
    const payload = parsed(request.body);
    if (payload === undefined) {
      const message = 'Could not parse request body into json.';
      return refusal(400, 'InvalidRequestContentException', message);
    }
    return answerOf(await functions.invoke(functionArn, payload.value));
  }

  return {
    signingName: 'lambda',
    accessDeniedCode: 'AccessDeniedException',
    permissions: request => {
      const name = functionOf(request);
      // One that is not there is reported as such to whoever may do anything.
      const resource = name && (functions.arnOf(name) ?? name);
      return resource === undefined ? [] : [{ action: 'lambda:InvokeFunction', resource }];
    },
    handle: async request => {
      const name = functionOf(request);
      if (name !== undefined) return await invoke(name, request);
      const message = `Of Lambda's API the local host serves Invoke and GetAccountSettings; received ${request.method} /${request.path.join('/')}.`;
      return refusal(404, 'UnknownOperationException', message);
    },
    refusal,
  };
}

function functionOf({ method, path }: RestRequest): string | undefined {
  const [version, kind, name, action] = path;
  const isInvoke = version === apiVersion && kind === 'functions' && action === 'invocations';
  return method === 'POST' && isInvoke && path.length === 4 ? name : undefined;
}

function answerOf(result: InvocationResult): RestAnswer {
  if (result.kind === 'ok') return answer(200, result.payload);
  const { errorType, errorMessage } = result;
  if (errorType === 'TooManyRequestsException') return refusal(429, errorType, errorMessage);
  return answer(200, { errorType, errorMessage }, { 'x-amz-function-error': 'Unhandled' });
}

/** Nothing is null to a function, and what is no JSON is undefined. */
function parsed(body: string): { readonly value: unknown } | undefined {
  try {
    return { value: body === '' ? null : JSON.parse(body) };
  } catch {
    return undefined;
  }
}

const answer = (
  status: number,
  payload: unknown,
  more: Readonly<Record<string, string>> = {},
): RestAnswer => ({
  status,
  headers: {
    'content-type': 'application/json',
    'x-amzn-requestid': randomUUID(),
    'x-amz-executed-version': '$LATEST',
    ...more,
  },
  body: JSON.stringify(payload ?? null),
});

const refusal = (status: number, code: string, message: string): RestAnswer => ({
  status,
  headers: {
    'content-type': 'application/json',
    'x-amzn-requestid': randomUUID(),
    'x-amzn-errortype': code,
  },
  body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', message }),
});
