import * as z from 'zod';
import {
  type ConfigOf,
  type EnvironmentOf,
  readEnvironment,
} from '../adapters/runtime/read-environment.ts';
import { streamVariables } from '../adapters/streams/stream-environment.ts';

const endpointExpected = 'expected host:port, such as 127.0.0.1:8080';

const variables = {
  ...streamVariables,
  /** Set by Lambda: where it sends requests, and so exactly where the server listens. */
  AWS_LAMBDA_HTTP_ENDPOINT: z
    .string(endpointExpected)
    .regex(/^(\[[\da-f:.]+\]|[^\s:[\]]+):\d{1,5}$/i, endpointExpected)
    .transform(text => {
      const colon = text.lastIndexOf(':');
      // An IPv6 address stands in brackets (RFC 3986, 3.2.2).
      return {
        host: text.slice(0, colon).replaceAll(/[[\]]/g, ''),
        port: Number(text.slice(colon + 1)),
      };
    })
    .refine(({ port }) => port <= 65_535, endpointExpected),
};

/** What `lib` must set on the function. */
export type Environment = Omit<EnvironmentOf<typeof variables>, 'AWS_LAMBDA_HTTP_ENDPOINT'>;

export type Config = ConfigOf<typeof variables>;

export function readConfig(): Config {
  return readEnvironment(variables);
}
