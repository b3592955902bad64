import { useStreamEvents } from '../../../clients/react/index.ts';
import { atOnce, doing, renderHook } from './render-hook.tsx';

test.each([
  [{ streamIds: ['1', '2'] }, '?streams=1&streams=2'],
  [{ userIds: ['GA7'] }, '?users=GA7'],
  [{ all: true }, '?all=true'],
  [{}, ''],
])('%j is asked for as %j [F3]', async (wish, query) => {
  const { place } = renderHook(
    ({ environment }) => useStreamEvents({ ...wish, environment, ...atOnce }),
    {},
  );
  await doing(() => undefined);
  expect(place.request.url.href).toBe(`https://streams.example/${query}`);
});

test('where streams fail it asks for streams, never for pages, which know nothing of the wish', async () => {
  const { result, place } = renderHook(
    ({ environment }) => useStreamEvents({ streamIds: ['1'], environment, ...atOnce }),
    {},
  );
  const begun = place.requests.length;
  for (let failures = 0; failures < 5; failures += 1) {
    await doing(() => place.request.fail());
    await doing(() => place.pass(65_000));
  }
  expect(place.requests.length).toBeGreaterThanOrEqual(begun + 5);
  const asked = new Set(place.requests.map(({ url }) => url.href));
  expect([...asked]).toEqual(['https://streams.example/?streams=1']);
  expect(() => result.current.feed.stream.forcePolling()).toThrow('without pollUrl');
});
