/** When a batch was given up, as the name of its object says it, to the second. */
const named = /^(.*)\/(\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d)-[^/]*$/;

/** When the batch of that key was given up, in Unix milliseconds; undefined: the key is of no batch. */
export function givenUpAtMs(key: string): number | undefined {
  const time = named.exec(key)?.[2];
  if (time === undefined) return undefined;
  const atMs = Date.parse(`${time.replaceAll('.', ':')}Z`);
  return Number.isNaN(atMs) ? undefined : atMs;
}

/**
 * Keys in the order in which their batches were read from the stream. S3 lists them by mapping, shard
 * and second; within a second random ids stand there, so those of a shard are asked for the sequence
 * number that they begin at.
 */
export async function* inOrder(
  keys: AsyncIterable<string>,
  beginOf: (key: string) => Promise<bigint>,
): AsyncGenerator<string> {
  let second: string[] = [];
  for await (const key of keys) {
    if (second[0] !== undefined && secondOf(key) !== secondOf(second[0])) {
      yield* await sorted(second, beginOf);
      second = [];
    }
    second.push(key);
  }
  yield* await sorted(second, beginOf);
}

function secondOf(key: string): string {
  const [, folder, time] = named.exec(key) ?? [];
  return folder === undefined ? key : `${folder}/${time}`;
}

async function sorted(
  keys: readonly string[],
  beginOf: (key: string) => Promise<bigint>,
): Promise<readonly string[]> {
  if (keys.length < 2) return keys;
  const begins: { readonly key: string; readonly begin: bigint }[] = [];
  for (const key of keys) begins.push({ key, begin: await beginOf(key) });
  return begins
    .toSorted((one, other) => (one.begin < other.begin ? -1 : one.begin > other.begin ? 1 : 0))
    .map(({ key }) => key);
}
