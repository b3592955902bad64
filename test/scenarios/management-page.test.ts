import { readFileSync } from 'node:fs';
import { connectManagement, type Management } from './support/management.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

let target: Target;
let management: Management;
let token: string;
/** Of an operator, as the page has it. */
let olga: string;

beforeAll(async () => {
  target = await connectTarget();
  management = await connectManagement(target);
  token = await target.token(unique('page'), 'admin');
  olga = await target.token(unique('olga'), 'operator');
});
afterAll(async () => {
  await target.close();
});

/**
 * The commands of docs/management.md that can be pasted, but for the one that closes every socket of the
 * host, others' too: `pasted-lines.test.ts` has a host of its own for it.
 */
const lines = (
  readFileSync('docs/management.md', 'utf8')
    .replaceAll('\\\n', ' ')
    .match(/^curl .*$/gm) ?? []
).filter(line => !/\}drain" .* -d /.test(line));

interface Pasted {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text?: string;
}

function parsed(line: string): Pasted {
  const path = /"\$\{API\}([^"]*)"/.exec(line)?.[1];
  if (path === undefined) throw new Error(`expected "\${API}…" in ${line}`);
  const text = / -d '([^']*)'/.exec(line)?.[1];
  const method = / -X ([A-Z]+) /.exec(line)?.[1] ?? (text === undefined ? 'GET' : 'POST');
  const headers = [...line.matchAll(/ -H (?:"([^"]*)"|'([^']*)')/g)].map(([, double, single]) => {
    const [name = '', value = ''] = (double ?? single ?? '').split(': ');
    return [name.toLowerCase(), value] as const;
  });
  return {
    method,
    path: `/${path}`,
    headers: Object.fromEntries(headers),
    ...(text === undefined ? {} : { text }),
  };
}

/** Of the last answer that had one, as the page keeps it in a variable. */
let deliveryId = 'none';

test.each(lines)('%s', async line => {
  const { method, path, headers, text } = parsed(line);
  const { authorization, ...others } = headers;
  const answer = await management.call(
    method,
    path.replace('$TOKEN', token).replace('$CONNECTION', 'none').replace('$DELIVERY', deliveryId),
    {
      headers: {
        ...others,
        ...(authorization && {
          authorization: authorization.replace('$TOKEN', token).replace('$OLGA', olga),
        }),
      },
      ...(text === undefined ? {} : { text }),
    },
  );
  deliveryId = answer.body.deliveryId ?? deliveryId;
  // What an example describes or disconnects need not be there, and what it retries not be completed.
  const isOfItsTime = [
    'CONNECTION_NOT_FOUND',
    'BULK_OPERATION_RUNNING',
    'BULK_NOTHING_FAILED',
  ].includes(answer.body.code);
  const expected = isOfItsTime ? [404, 409] : [200, 201, 202];
  expect(expected).toContain(answer.status);
  expect(answer.body).toEqual(expect.anything());
});
