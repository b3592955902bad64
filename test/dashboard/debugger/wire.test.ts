import { curlLine } from '../../../dashboard/debugger/curl.ts';
import { frameWriter } from '../../../dashboard/debugger/tapped-fetch.ts';
import { createWireLog, maxLines } from '../../../dashboard/debugger/wire-log.ts';

const wish = {
  url: 'http://127.0.0.1:4603/',
  token: 'a.b.c',
  tokenInUrl: false,
  cursor: '',
  history: '',
  types: '',
  priority: '',
  clientId: '',
};

test.each([
  [{}, "curl -N -H 'Authorization: Bearer a.b.c' 'http://127.0.0.1:4603/'"],
  [
    { cursor: 'k3f9.7', history: '5', types: 'A,B', priority: 'high' },
    "curl -N -H 'Authorization: Bearer a.b.c' -H 'Last-Event-ID: k3f9.7' 'http://127.0.0.1:4603/?history=5&types=A%2CB&priority=high'",
  ],
  [
    { workflows: ' w-1, w 2,,' },
    "curl -N -H 'Authorization: Bearer a.b.c' 'http://127.0.0.1:4603/?workflows=w-1&workflows=w+2'",
  ],
  [{ tokenInUrl: true }, "curl -N 'http://127.0.0.1:4603/?token=a.b.c'"],
  [
    { cursor: "x'; rm -rf ~; '" },
    "curl -N -H 'Authorization: Bearer a.b.c' -H 'Last-Event-ID: x'\\''; rm -rf ~; '\\''' 'http://127.0.0.1:4603/'",
  ],
])('%j becomes a line that a shell takes as it is', (changes, expected) => {
  expect(curlLine({ ...wish, ...changes })).toBe(expected);
});

test('the log keeps its newest lines, and cuts one that is too long [L8]', async () => {
  const log = createWireLog(() => 7);
  const filled = new Promise<void>(resolve => log.store.subscribe(() => resolve()));
  for (let line = 0; line < maxLines + 50; line += 1) log.add('in', `line ${line}`);
  log.add('in', 'x'.repeat(5_000));
  await filled;
  const { lines } = log.store.getState();
  expect(lines).toHaveLength(400);
  expect(lines[0]?.text).toBe('line 51');
  expect(lines.at(-1)?.text).toHaveLength(4_000);
});

test('what comes is written frame by frame, however it was cut on its way', () => {
  const written: string[] = [];
  const frames = frameWriter({ add: (_kind, text) => written.push(text) });
  frames.add('retry: 1\nid: a.1\nevent: conn');
  expect(written).toEqual([]);
  frames.add('ected\ndata: {}\n\n:\n\nid: a.2\n');
  frames.add('data: 1\n\nid: a.3');
  expect(written).toEqual([
    'retry: 1\nid: a.1\nevent: connected\ndata: {}',
    ':',
    'id: a.2\ndata: 1',
  ]);
  frames.end();
  expect(written.at(-1)).toBe('id: a.3');
});
