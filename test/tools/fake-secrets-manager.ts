import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/** A Secrets Manager that knows one secret, behind the AWS JSON protocol. */
export interface FakeSecretsManager {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts it on a free port. */
export async function startFakeSecretsManager(
  secretArn: string,
  secret: string,
): Promise<FakeSecretsManager> {
  const server = createServer(async (request, response) => {
    const asked: unknown = await json(request);
    const known =
      request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue' &&
      JSON.stringify(asked) === JSON.stringify({ SecretId: secretArn });
    response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(
      JSON.stringify(
        known
          ? { ARN: secretArn, SecretString: secret }
          : { __type: 'ResourceNotFoundException', message: 'no such secret' },
      ),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
