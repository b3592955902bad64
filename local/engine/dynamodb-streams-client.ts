import {
  DynamoDBStreamsClient,
  type DynamoDBStreamsClientConfig,
} from '@aws-sdk/client-dynamodb-streams';

/** To the engine any credentials do. */
const anybody = { accessKeyId: 'local', secretAccessKey: 'local' };

const lostName = '__proto__';
/** What the field is called while the SDK reads it: no backend has a name with NUL in it. */
const standIn = '\0proto';

/**
 * A client of the engine's streams; the caller destroys it. The SDK's client loses an attribute that
 * is called `__proto__` (that of tables does not), which Lambda hands to functions like any other.
 */
export function dynamoDbStreamsClient(
  endpoint: string,
  region: string,
  options: Pick<DynamoDBStreamsClientConfig, 'maxAttempts'> = {},
): DynamoDBStreamsClient {
  const client = new DynamoDBStreamsClient({ ...options, endpoint, region, credentials: anybody });
  const renamedResponses = new WeakSet<object>();
  client.middlewareStack.add(
    next => async args => {
      const result = await next(args);
      const { response } = result as { response: { body: AsyncIterable<Uint8Array> | Uint8Array } };
      const body = await wholeBody(response.body);
      const hasLostName = body.includes(`"${lostName}"`);
      if (hasLostName) renamedResponses.add(response);
      response.body = hasLostName ? withName(body, lostName, standIn) : body;
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'hideLostNames' },
  );
  client.middlewareStack.add(
    next => async args => {
      const result = await next(args);
      if (result.output === undefined || !renamedResponses.has(result.response as object)) {
        return result;
      }
      return { ...result, output: renamed(result.output, standIn, lostName) };
    },
    { step: 'deserialize', priority: 'high', name: 'showLostNames' },
  );
  return client;
}

async function wholeBody(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function withName(body: Buffer, from: string, to: string): Buffer {
  return Buffer.from(JSON.stringify(renamed(JSON.parse(body.toString('utf8')), from, to)));
}

/** The value with every field of that name under the other one. */
function renamed<T>(value: T, from: string, to: string): T {
  return convert(value) as T;

  function convert(part: unknown): unknown {
    if (Array.isArray(part)) return part.map(convert);
    if (typeof part !== 'object' || part === null) return part;
    if (part instanceof Uint8Array || part instanceof Date) return part;
    return Object.fromEntries(
      Object.entries(part).map(([name, each]) => [name === from ? to : name, convert(each)]),
    );
  }
}
