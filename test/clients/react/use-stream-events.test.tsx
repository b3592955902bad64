import { useStreamEvents } from '../../../clients/react/index.ts';
import { atOnce, doing, renderHook } from './render-hook.tsx';

test.each([
  [{ streamIds: ['1', '2'] }, '?streams=1&streams=2'],
  [{ userIds: ['GA7'] }, '?users=GA7'],
  [{ all: true }, '?all=true'],
  [{}, ''],
])('%j is asked for as %j', async (wish, query) => {
  const { place } = renderHook(
    ({ environment }) => useStreamEvents({ ...wish, environment, ...atOnce }),
    {},
  );
  await doing(() => undefined);
  expect(place.request.url.href).toBe(`https://streams.example/${query}`);
});
