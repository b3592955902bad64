import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AppError } from '../../../core/wire/app-error.ts';
import { requestBounds } from './request-bounds.ts';

/** Reads the text of a parameter of Systems Manager. */
export type ParameterReader = (name: string) => Promise<string>;

/** How long one attempt may take; the dashboard waits for it. */
const requestTimeoutMs = 2_000;

/** A reader over the SDK. It throws `STORE_UNAVAILABLE` for a parameter that cannot be read. */
export function createParameterReader(): ParameterReader {
  const client = new SSMClient({ requestHandler: requestBounds(requestTimeoutMs) });
  return async name => {
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
      if (Parameter?.Value !== undefined) return Parameter.Value;
    } catch (cause) {
      throw new AppError('STORE_UNAVAILABLE', `the parameter ${name} could not be read`, { cause });
    }
    throw new AppError('STORE_UNAVAILABLE', `the parameter ${name} holds no text`);
  };
}
