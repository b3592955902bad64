import type { Outputs } from '../outputs.ts';

/**
 * Names of AWS and the paths under which emulators serve the same at their own address, as LocalStack
 * began to and others took over: a name below `.on.aws` leads to AWS, or nowhere.
 */
const paths: readonly { readonly name: RegExp; readonly path: string }[] = [
  { name: /^([a-z0-9-]+)\.lambda-url\.[a-z0-9-]+\.on\.aws$/, path: '_aws/lambda-url' },
  {
    name: /^([a-z0-9-]+)\.execute-api\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|localhost)$/,
    path: '_aws/execute-api',
  },
];

/**
 * A stack's outputs as its emulator can be reached by them: addresses that lead to AWS lead to the
 * endpoint instead, all others stay.
 */
export function reachableOutputs(outputs: Outputs, endpoint: URL): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [key, reachable(value, endpoint)]),
  );
}

function reachable(value: string, endpoint: URL): string {
  const url = URL.parse(value);
  if (url === null || !/^(https?|wss?):$/.test(url.protocol)) return value;
  for (const { name, path } of paths) {
    const id = name.exec(url.hostname)?.[1];
    if (id === undefined) continue;
    const isSocket = url.protocol.startsWith('ws');
    const scheme = isSocket ? endpoint.protocol.replace('http', 'ws') : endpoint.protocol;
    return `${scheme}//${endpoint.host}/${path}/${id}${url.pathname}${url.search}`;
  }
  return value;
}
