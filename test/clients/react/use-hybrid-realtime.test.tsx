import { useHybridRealtime } from '../../../clients/react/index.ts';
import { atOnce, connected, doing, frame, renderHook } from './render-hook.tsx';

const json = { 'content-type': 'application/json' };

const render = () =>
  renderHook(
    ({ environment }) => useHybridRealtime({ channel: 'fights', environment, ...atOnce }),
    {},
  );

test('it can be made to poll and to stream again, and goes on at the same cursor', async () => {
  const { result, place } = render();
  await doing(() => place.request.stream(connected() + frame(1)));
  expect(result.current).toMatchObject({ method: 'sse', failures: { sse: 0, poll: 0 } });

  await doing(() => result.current.forcePolling());
  await doing(() => undefined);
  expect(place.request.url.origin + place.request.url.pathname).toBe(
    'https://management.example/poll',
  );
  expect(place.request.url.searchParams.get('cursor')).toBe('e.1');
  const event = JSON.parse(/data: (.*)/.exec(frame(2))?.[1] ?? '');
  await doing(() =>
    place.request.answer(200, { events: [event], cursor: 'e.2', hasMore: false }, json),
  );
  expect(result.current).toMatchObject({ method: 'poll', error: undefined });

  await doing(() => result.current.forceSSE());
  await doing(() => place.pass(1_500));
  expect(place.request.url.href).toBe('https://fights.example/');
  expect(place.request.headers.get('last-event-id')).toBe('e.2');
  await doing(() => place.request.stream(connected('fights', 'e.2') + frame(3)));
  expect(result.current.events.map(({ id }) => id)).toEqual(['fights-1', 'fights-2', 'fights-3']);
});

test('where there is no room for its stream it polls at once, and shows no failure for it', async () => {
  const { result, place } = render();
  await doing(() =>
    place.request.answer(
      429,
      { status: 429, code: 'PUBLIC_STREAMS_FULL', category: 'CAPACITY', detail: 'no room' },
      { 'content-type': 'application/problem+json', 'retry-after': '30' },
    ),
  );
  await doing(() => undefined);
  expect(place.request.url.pathname).toBe('/poll');
  expect(result.current.error).toMatchObject({ code: 'PUBLIC_STREAMS_FULL', recovery: 'poll' });
  const event = JSON.parse(/data: (.*)/.exec(frame(1))?.[1] ?? '');
  await doing(() =>
    place.request.answer(200, { events: [event], cursor: 'e.1', hasMore: false }, json),
  );
  expect(result.current).toMatchObject({
    ...{ status: 'polling', method: 'poll', isConnected: true, error: undefined },
    failures: { sse: 0, poll: 0 },
  });
  expect(result.current.events.map(({ id }) => id)).toEqual(['fights-1']);
});

test('handlers are called by type and for all, until they are removed [M5]', async () => {
  const { result, place } = render();
  const created: string[] = [];
  const all: string[] = [];
  const onCreated = ({ id }: { id: string }) => created.push(id);
  const onAll = ({ id }: { id: string }) => all.push(id);
  result.current.addHandler('FIGHT_CREATED', onCreated);
  result.current.addHandler('*', onAll);
  let stream: Awaited<ReturnType<typeof place.request.stream>> | undefined;
  await doing(async () => {
    stream = await place.request.stream(connected() + frame(1) + frame(2, 'OTHER'));
  });
  result.current.removeHandler('FIGHT_CREATED', onCreated);
  await doing(() => stream?.send(frame(3)));
  expect(created).toEqual(['fights-1']);
  expect(all).toEqual(['fights-1', 'fights-2', 'fights-3']);
});
