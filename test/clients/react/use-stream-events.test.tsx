import { render } from '@testing-library/react';
import { RealtimeProvider, useStreamEvents } from '../../../clients/react/index.ts';
import { FakeEnvironment } from '../browser/fake-environment.ts';
import { changed, channelsOf } from './payment-streams.ts';
import { atOnce, connected, doing, renderHook } from './render-hook.tsx';

type Options = Parameters<typeof useStreamEvents>[0];

const hook = (options: Options) =>
  renderHook(({ environment }) => useStreamEvents({ ...options, environment, ...atOnce }), {});

test('it shows the events of the payment streams that either list names [F3]', async () => {
  const { result, place } = hook({ streamIds: ['2', '1'], userIds: ['GABC'] });
  await doing(() =>
    channelsOf(place)
      .at(-1)
      ?.stream(connected('payment-streams') + changed(1, '1')),
  );
  expect(channelsOf(place).at(-1)?.url.search).toBe('?streams=1&streams=2&users=GABC');
  expect(result.current).toMatchObject({ connected: true, isConnected: true, error: undefined });
  expect(result.current.events.map(({ id, type }) => [id, type])).toEqual([
    ['change-1', 'stream.topped_up'],
  ]);
});

test.each([
  ['all that the reader may see, without lists', {}, ''],
  ['all that there are, whatever the lists say', { all: true, streamIds: ['1'] }, '?all=true'],
])('it asks for %s', async (_what, options, search) => {
  const { place } = hook(options);
  await doing(() => undefined);
  expect(channelsOf(place).at(-1)?.url.search).toBe(search);
});

test('of empty lists nothing is read: a page that does not know its ids yet shows nobody else’s', async () => {
  const { result, place, rerender } = renderHook(
    ({ environment, ids }: { environment: never; ids: readonly string[] }) =>
      useStreamEvents({ streamIds: ids, environment, ...atOnce }),
    { ids: [] } as never,
  );
  await doing(() => undefined);
  expect(place.requests).toEqual([]);
  expect(result.current).toMatchObject({ status: 'idle', connected: false, events: [] });
  await doing(() => rerender({ ids: ['7'] } as never));
  expect(channelsOf(place).at(-1)?.url.search).toBe('?streams=7');
});

test('pages are asked for the same payment streams, while streaming fails', async () => {
  const { place } = hook({ streamIds: ['1', '2'], method: 'poll' });
  await doing(() => undefined);
  expect(place.request.url.pathname).toBe('/poll');
  expect(place.request.url.search).toBe('?channel=payment-streams&streams=1&streams=2');
});

const endpoints = {
  channels: {},
  liveUrl: 'https://live.example/',
  managementUrl: 'https://management.example/',
  token: 'provided',
};

function Page({ environment }: Pick<FakeEnvironment, 'environment'>) {
  useStreamEvents({ environment, streamIds: ['1', '2'] });
  useStreamEvents({ environment, streamIds: ['2', '1', '2'] });
  useStreamEvents({ environment, streamIds: ['3'] });
  useStreamEvents({ environment });
  return null;
}

test('hooks that want the same share one stream, in whichever order they name it; others do not', async () => {
  const { environment, requests } = new FakeEnvironment();
  render(
    <RealtimeProvider endpoints={endpoints}>
      <Page environment={environment} />
    </RealtimeProvider>,
  );
  await doing(() => undefined);
  expect(requests.map(({ url }) => url.search).sort()).toEqual([
    '?channels=payment-streams',
    '?channels=payment-streams&streams=1&streams=2',
    '?channels=payment-streams&streams=3',
  ]);
});
