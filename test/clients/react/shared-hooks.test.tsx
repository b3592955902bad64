import '../../support/page.ts';
import { act, render } from '@testing-library/react';
import { StrictMode } from 'react';
import {
  type RealtimeEndpoints,
  RealtimeProvider,
  SharedStreams,
  type UseSseOptions,
  useHybridRealtime,
  useMultiSSE,
  useSSE,
} from '../../../clients/react/index.ts';
import { FakeEnvironment } from '../browser/fake-environment.ts';
import { ModelLive } from './model-live.ts';
import { atOnce, doing } from './render-hook.tsx';

const endpoints: RealtimeEndpoints = {
  channels: { fights: 'https://fights.example/', bets: 'https://bets.example/' },
  liveUrl: 'https://live.example/',
  managementUrl: 'https://management.example/',
  token: async () => 'provided',
};

/** What each component shows, by its name. */
const shown: Record<string, readonly string[] | string> = {};

function Single({ name, ...options }: UseSseOptions & { readonly name: string }) {
  const { events, status } = useSSE({ ...atOnce, ...options });
  shown[name] = events.map(({ id }) => id);
  shown[`${name}.status`] = status;
  return null;
}

const both = ['fights', 'bets'] as const;

function Several({ place }: { readonly place: FakeEnvironment['environment'] }) {
  const { events, byChannel } = useMultiSSE(both, undefined, { ...atOnce, environment: place });
  shown.several = events.map(({ id }) => id);
  shown['several.bets'] = byChannel.get('bets')?.status ?? '';
  return null;
}

function Hybrid({ place }: { readonly place: FakeEnvironment['environment'] }) {
  useHybridRealtime({ ...atOnce, channel: 'bets', environment: place });
  return null;
}

function pageOf(parts: (environment: FakeEnvironment['environment']) => React.ReactNode) {
  const place = new FakeEnvironment();
  const { environment } = place;
  const page = (children: React.ReactNode) => (
    <StrictMode>
      <RealtimeProvider endpoints={endpoints}>{children}</RealtimeProvider>
    </StrictMode>
  );
  const view = render(page(parts(environment)));
  const show = (children: React.ReactNode) => act(() => view.rerender(page(children)));
  const asked = () =>
    place.requests
      .filter(({ isAborted }) => !isAborted)
      .map(({ url }) => `${url.host} ${url.searchParams.get('channels')}`);
  return { place, environment, server: new ModelLive(place), show, asked, unmount: view.unmount };
}

test('components of a page share one stream, in strict mode, and close it with the last', async () => {
  const { place, server, asked, unmount } = pageOf(environment => (
    <>
      <Single name="list" channel="fights" environment={environment} />
      <Single name="count" channel="fights" limit={1} environment={environment} />
      <Several place={environment} />
    </>
  ));
  await doing(() => server.append('fights'));
  expect(asked()).toEqual(['live.example fights,bets']);
  expect(place.request.headers.get('authorization')).toBe('Bearer provided');
  await doing(() => server.answer());
  await doing(() => server.append('bets'));
  await doing(() => server.append('fights'));
  expect(shown).toMatchObject({
    list: ['fights-1', 'fights-3'],
    count: ['fights-3'],
    several: ['fights-1', 'bets-2', 'fights-3'],
    'list.status': 'open',
    'several.bets': 'open',
  });
  unmount();
  await doing(() => undefined);
  expect(place.requests.every(({ isAborted }) => isAborted)).toBe(true);
  expect(place.held).toBe(0);
});

test('a component that comes later has its history, and the others are not disturbed', async () => {
  const { server, asked, show, environment } = pageOf(environment => (
    <Single key="a" name="a" channel="fights" environment={environment} />
  ));
  await doing(() => server.append('fights'));
  await doing(() => server.answer());
  show(
    <>
      <Single key="a" name="a" channel="fights" environment={environment} />
      <Single key="b" name="b" channel="fights" environment={environment} />
    </>,
  );
  await doing(() => undefined);
  await doing(() => server.append('fights'));
  expect(shown).toMatchObject({ a: ['fights-1', 'fights-2'], b: ['fights-1', 'fights-2'] });
  expect(asked()).toHaveLength(1);
});

test('who says so has a stream of its own: by `share`, by `url`, by other filters, or to choose its method', async () => {
  const { asked } = pageOf(environment => (
    <>
      <Single name="shared" channel="fights" environment={environment} />
      <Single name="own" channel="fights" share={false} environment={environment} />
      <Single name="at" channel="fights" url="https://at.example/" environment={environment} />
      <Single name="few" channel="fights" priority="high" environment={environment} />
      <Hybrid place={environment} />
    </>
  ));
  await doing(() => undefined);
  expect(asked().sort()).toEqual([
    'at.example null',
    'bets.example null',
    'fights.example null',
    'live.example fights',
    'live.example fights',
  ]);
});

test('what is read beside the hooks shares their stream, in whatever order its options stand', async () => {
  const place = new FakeEnvironment();
  const { environment } = place;
  const streams = new SharedStreams();
  const named = { ...endpoints, clientId: 'page-1' };
  const reader = streams.reader({
    clientId: 'page-1',
    environment,
    channel: 'bets',
    url: 'https://live.example/',
    token: endpoints.token,
    pollUrl: 'https://management.example/poll',
  });
  render(
    <RealtimeProvider endpoints={named} streams={streams}>
      <Single name="list" channel="fights" environment={environment} />
    </RealtimeProvider>,
  );
  reader.connect();
  await doing(() => undefined);
  const asked = place.requests.filter(({ isAborted }) => !isAborted).map(({ url }) => url);
  expect(asked.map(url => url.searchParams.get('channels'))).toEqual(['fights,bets']);
  expect(asked.map(url => url.searchParams.get('clientId'))).toEqual(['page-1']);
  reader.close();
});
