import { useMultiSSE } from '../../../clients/react/index.ts';
import { atOnce, connected, doing, frame, renderHook } from './render-hook.tsx';

const both = ['fights', 'bets'] as const;

function render(onEvent?: (event: { id: string }) => void) {
  return renderHook(
    ({ environment }) =>
      useMultiSSE(both, 'of-mine', {
        environment,
        ...atOnce,
        ...(onEvent === undefined ? {} : { onEvent }),
      }),
    {},
  );
}

test('several channels are read at once, and are connected when all of them are', async () => {
  const { result, place, unmount } = render();
  await doing(() => undefined);
  const open = place.requests.filter(({ isAborted }) => !isAborted);
  expect(open.map(({ url }) => url.host)).toEqual(['fights.example', 'bets.example']);
  expect(open[0]?.headers.get('authorization')).toBe('Bearer of-mine');
  await doing(() => open[0]?.stream(connected() + frame(1)));
  expect(result.current.isConnected).toBe(false);
  await doing(() => open[1]?.stream(connected('bets') + frame(2, 'NEW_BET', 'bets')));
  expect(result.current.isConnected).toBe(true);
  expect(result.current.events.map(({ id }) => id)).toEqual(['fights-1', 'bets-2']);
  expect(result.current.byChannel.get('bets')?.status).toBe('open');
  unmount();
  await doing(() => undefined);
  expect(place.requests.every(({ isAborted }) => isAborted)).toBe(true);
  expect(place.held).toBe(0);
});

test('other channels are read anew, and the ones before let go', async () => {
  const { result, place, rerender } = renderHook(
    ({ environment, channels }: { environment: never; channels: readonly ('fights' | 'bets')[] }) =>
      useMultiSSE(channels, undefined, { environment, ...atOnce }),
    { channels: ['fights'] } as never,
  );
  await doing(() => place.request.stream(connected() + frame(1)));
  const first = place.request;
  await doing(() => rerender({ channels: ['bets'] } as never));
  expect(first.isAborted).toBe(true);
  expect(place.request.url.host).toBe('bets.example');
  expect(place.request.headers.get('authorization')).toBe('Bearer provided');
  expect([...result.current.byChannel.keys()]).toEqual(['bets']);
  expect(result.current.events).toEqual([]);
});

test('an event that two channels carry comes once', async () => {
  const seen: string[] = [];
  const { result, place } = render(({ id }) => seen.push(id));
  await doing(() => undefined);
  const open = place.requests.filter(({ isAborted }) => !isAborted);
  await doing(() => open[0]?.stream(connected() + frame(1)));
  await doing(() => open[1]?.stream(connected('bets') + frame(1)));
  expect(result.current.events.map(({ id }) => id)).toEqual(['fights-1']);
  expect(seen).toEqual(['fights-1']);
});
