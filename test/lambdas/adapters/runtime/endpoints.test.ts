import { endpointSource } from '../../../../lambdas/adapters/runtime/endpoints.ts';

const written = {
  channels: [{ name: 'inbox', title: 'Inbox', url: 'https://a.example/', readers: 'signed-in' }],
  managementUrl: 'https://m.example/',
  proposalsWebSocketUrl: 'wss://s.example/live',
};

function sourceOver(values: readonly (string | Error)[]) {
  const asked: string[] = [];
  const stale: string[] = [];
  const clock = { nowMs: 1_000_000 };
  const source = endpointSource(
    '/stack/endpoints',
    async name => {
      const value = values[asked.push(name) - 1];
      if (typeof value === 'string') return value;
      throw value ?? new Error('asked more often than expected');
    },
    { now: () => clock.nowMs, onStale: error => stale.push(String(error)) },
  );
  return { source, asked, clock, stale };
}

test('the parameter is read once, whoever asks, and again after five minutes', async () => {
  const { source, asked, clock } = sourceOver([JSON.stringify(written), JSON.stringify(written)]);
  expect(await Promise.all([source(), source()])).toEqual([written, written]);
  clock.nowMs += 299_999;
  await source();
  expect(asked).toEqual(['/stack/endpoints']);
  clock.nowMs += 1;
  await source();
  expect(asked).toHaveLength(2);
});

test('a read that failed is tried again', async () => {
  const { source } = sourceOver([new Error('throttled'), JSON.stringify(written)]);
  await expect(source()).rejects.toThrow('throttled');
  expect(await source()).toEqual(written);
});

test('what is known is used on while the parameter cannot be read', async () => {
  const failure = new Error('throttled');
  const { source, stale, clock } = sourceOver([JSON.stringify(written), failure, failure]);
  await source();
  clock.nowMs += 300_000;
  expect(await source()).toEqual(written);
  expect(stale).toEqual(['Error: throttled']);
  clock.nowMs += 3_300_000;
  await expect(source()).rejects.toThrow('throttled');
});

test.each([
  ['no JSON', '{'],
  ['a channel without a URL', JSON.stringify({ ...written, channels: [{ name: 'a' }] })],
  ['what the page does not know', JSON.stringify({ ...written, secret: 'x' })],
])('%s is an error', async (_what, value) => {
  await expect(sourceOver([value]).source()).rejects.toThrow();
});
