import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { awsError } from '../aws-protocol/aws-error.ts';
import type { AwsAnswer, AwsCall } from '../contract/aws-call.ts';

/** Below what any engine waits for, so that it is never they who close. */
export const engineIdleMs = 4_000;

/** Connections to one DynamoDB-compatible engine, kept open between calls. */
export class EngineConnection {
  readonly #agent = new Agent({ keepAlive: true, timeout: engineIdleMs });
  readonly #endpoint: () => string;

  /** The endpoint is asked for at each call, since engines come and go. */
  constructor(endpoint: () => string) {
    this.#endpoint = endpoint;
  }

  /** Passes the call on; an engine that cannot be reached is an error that AWS clients retry. */
  async send({ operation, input, request: { headers } }: AwsCall): Promise<AwsAnswer> {
    const body = JSON.stringify(input);
    try {
      return await this.#post(body, {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': String(Buffer.byteLength(body)),
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        // Engines look for these, and check no signature: it would not fit what steps have changed.
        ...pick(headers, 'authorization', 'x-amz-date', 'x-amz-security-token'),
      });
    } catch (error) {
      return awsError(
        500,
        'InternalServerError',
        `the DynamoDB engine: ${(error as Error).message}`,
      );
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(body: string, headers: Readonly<Record<string, string>>): Promise<AwsAnswer> {
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', agent: this.#agent, headers };
      const outgoing = request(this.#endpoint(), options, async incoming => {
        try {
          const { 'content-type': type = '', 'x-amzn-requestid': id } = incoming.headers;
          resolve({
            status: incoming.statusCode ?? 500,
            headers: {
              'content-type': type,
              ...(typeof id === 'string' && { 'x-amzn-requestid': id }),
            },
            body: await text(incoming),
          });
        } catch (error) {
          reject(error);
        }
      });
      outgoing.on('error', reject).end(body);
    });
  }
}

function pick(headers: IncomingHttpHeaders, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap(name => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  );
}
