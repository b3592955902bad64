import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type { InvocationResult } from '../../contract/invocation.ts';
import { TaskError } from './task-error.ts';

/** What of the integration's parameters the local host knows. */
export const lambdaParameters = ['FunctionName', 'Payload'] as const;

const parametersSchema = z.object({ FunctionName: z.string(), Payload: z.unknown() });

/** Names that Lambda itself gives to what is no error of the function. */
const serviceErrors = ['TooManyRequestsException'];

/**
 * Invokes a function as the optimized integration does: the payload is the task's, the result has the
 * function's answer as `Payload`. An error of the function is one of its own name, with Lambda's
 * description of it as the cause; an error of Lambda has the service before a dot.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 *
 * @throws TaskError
 */
export async function invokeFunction(
  host: Pick<Host, 'access' | 'accountId' | 'functions' | 'region'>,
  stateMachineArn: string,
  parameters: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const { FunctionName, Payload = {} } = parametersSchema.parse(parameters);
  const functionArn = FunctionName.startsWith('arn:')
    ? FunctionName
    : `arn:aws:lambda:${host.region}:${host.accountId}:function:${FunctionName}`;
  const permission = { action: 'lambda:InvokeFunction', resource: functionArn };
  const refusal = host.access.refusal(host.access.actor(stateMachineArn), [permission]);
  if (refusal !== undefined) throw serviceError('AWSLambdaException', refusal.message);
  const result = await invoked(host, functionArn, Payload);
  if (result.kind === 'ok') {
    return { ExecutedVersion: '$LATEST', Payload: result.payload, StatusCode: 200 };
  }
  const { errorType, errorMessage } = result;
  if (serviceErrors.includes(errorType)) throw serviceError(errorType, errorMessage);
  throw new TaskError(errorType, JSON.stringify({ errorType, errorMessage }));
}

async function invoked(
  { functions }: Pick<Host, 'functions'>,
  functionArn: string,
  payload: unknown,
): Promise<InvocationResult> {
  try {
    return await functions.invoke(functionArn, payload);
  } catch (error) {
    // The host knows no such function.
    throw serviceError('ResourceNotFoundException', (error as Error).message);
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
function serviceError(name: string, message: string): TaskError {
  return new TaskError(`Lambda.${name}`, message);
}
