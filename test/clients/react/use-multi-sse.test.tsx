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
