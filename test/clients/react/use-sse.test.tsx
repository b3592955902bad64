import type { ChannelEvent } from '../../../clients/react/index.ts';
import { useSSE } from '../../../clients/react/index.ts';
import type { FakeStream } from '../browser/fake-environment.ts';
import { atOnce, connected, doing, frame, renderHook } from './render-hook.tsx';

const lastFrame = (reason: string): string =>
  `event: reconnect\ndata: {"reason":"${reason}","retryMs":1000}\n\n`;

const tokenEnded =
  'event: error\ndata: {"category":"AUTHENTICATION","code":"TOKEN_EXPIRED","message":"the token of this stream has expired","recovery":"refresh"}\n\n';

describe('useSSE', () => {
  it('reads a channel of the provider as the user of the provider, and shows its events', async () => {
    const { result, place } = renderHook(
      ({ environment }) => useSSE({ channel: 'fights', environment, ...atOnce }),
      {},
    );
    expect(result.current.isConnected).toBe(false);
    await doing(() => place.request.stream(connected() + frame(1) + frame(2)));
    expect(place.request.url.href).toBe('https://fights.example/');
    expect(place.request.headers.get('authorization')).toBe('Bearer provided');
    expect(result.current).toMatchObject({
      isConnected: true,
      status: 'open',
      method: 'sse',
      error: undefined,
    });
    expect(result.current.events.map(({ id }) => id)).toEqual(['fights-1', 'fights-2']);
  });

  it('has one connection in strict mode, and none and nothing left once it is gone [G12]', async () => {
    const { place, unmount } = renderHook(
      ({ environment }) => useSSE({ channel: 'fights', environment, ...atOnce }),
      {},
    );
    await doing(() => place.request.stream(connected()));
    expect(place.requests.filter(({ isAborted }) => !isAborted)).toHaveLength(1);
    unmount();
    await doing(() => undefined);
    expect(place.requests.every(({ isAborted }) => isAborted)).toBe(true);
    expect(place.held).toBe(0);
  });

  it('keeps the newest events and forgets the oldest beyond the limit', async () => {
    const { result, place } = renderHook(
      ({ environment }) => useSSE({ channel: 'fights', environment, limit: 3, ...atOnce }),
      {},
    );
    const frames = Array.from({ length: 10 }, (_, at) => frame(at + 1)).join('');
    await doing(() => place.request.stream(connected() + frames));
    expect(result.current.events.map(({ id }) => id)).toEqual([
      'fights-8',
      'fights-9',
      'fights-10',
    ]);
  });

  it('calls the handler of the latest rendering, once for each event', async () => {
    const seen: string[] = [];
    const { place, rerender } = renderHook(
      ({ environment, name }: { environment: never; name: string }) =>
        useSSE({
          channel: 'fights',
          environment,
          ...atOnce,
          onEvent: (event: ChannelEvent) => seen.push(`${name} ${event.id}`),
        }),
      { name: 'first' } as never,
    );
    let stream: Awaited<ReturnType<typeof place.request.stream>> | undefined;
    await doing(async () => {
      stream = await place.request.stream(connected() + frame(1));
    });
    await doing(() => rerender({ name: 'second' } as never));
    await doing(() => stream?.send(frame(2)));
    expect(seen).toEqual(['first fights-1', 'second fights-2']);
    expect(place.requests.filter(({ isAborted }) => !isAborted)).toHaveLength(1);
  });

  it('lists the place where events may be missing', async () => {
    const { result, place } = renderHook(
      ({ environment }) => useSSE({ channel: 'fights', environment, ...atOnce }),
      {},
    );
    const gap = 'id: e.4\nevent: gap\ndata: {"from":"x.1","to":"e.4","reason":"expired"}\n\n';
    await doing(() => place.request.stream(connected() + gap + frame(5)));
    expect(result.current.entries.map(({ kind }) => kind)).toEqual(['gap', 'event']);
    expect(result.current.entries[0]).toMatchObject({ gap: { from: 'x.1', reason: 'expired' } });
  });

  it('reconnects by itself on its cursor after the network broke [G12]', async () => {
    const { result, place } = renderHook(
      ({ environment }) => useSSE({ channel: 'fights', environment, ...atOnce }),
      {},
    );
    await doing(async () => (await place.request.stream(connected() + frame(1))).cut());
    expect(result.current).toMatchObject({ isConnected: false, status: 'waiting' });
    expect(result.current.error?.category).toBe('CONNECTION');
    await doing(() => place.pass(2_000));
    expect(place.request.headers.get('last-event-id')).toBe('e.1');
    await doing(() => place.request.stream(connected('fights', 'e.1') + frame(2)));
    expect(result.current.isConnected).toBe(true);
    expect(result.current.events.map(({ id }) => id)).toEqual(['fights-1', 'fights-2']);
  });

  describe('refused for good', () => {
    const single = () =>
      renderHook(
        ({ environment }) =>
          useSSE({ channel: 'fights', environment, autoReconnect: false, ...atOnce }),
        {},
      );

    it.each([
      ['the connection breaks', 'CONNECTION', (stream: FakeStream) => stream.cut()],
      [
        'its token has ended',
        'AUTHENTICATION',
        (stream: FakeStream) => stream.send(tokenEnded + lastFrame('token-expired')),
      ],
    ])('it stops when %s', async (_what, category, breaks) => {
      const { result, place } = single();
      await doing(async () => breaks(await place.request.stream(connected())));
      expect(result.current).toMatchObject({
        status: 'stopped',
        isConnected: false,
        error: { category },
      });
      const asked = place.requests.length;
      await doing(() => place.pass(600_000));
      expect(place.requests).toHaveLength(asked);
    });

    it('it stops when the network goes, and does not ask for it', async () => {
      const { result, place } = single();
      await doing(() => place.request.stream(connected()));
      await doing(() => place.surround('offline'));
      expect(result.current).toMatchObject({ status: 'stopped', isConnected: false });
      const asked = place.requests.length;
      await doing(() => place.pass(600_000));
      expect(place.requests).toHaveLength(asked);
    });

    it('it goes on after the end that the server had planned', async () => {
      const { result, place } = single();
      await doing(() => place.request.stream(connected() + frame(1) + lastFrame('lifetime')));
      expect(result.current).toMatchObject({ status: 'waiting', error: undefined });
      await doing(() => place.pass(2_000));
      expect(place.request.headers.get('last-event-id')).toBe('e.1');
      await doing(() => place.request.stream(connected('fights', 'e.1') + frame(2)));
      expect(result.current.isConnected).toBe(true);
      expect(result.current.events.map(({ id }) => id)).toEqual(['fights-1', 'fights-2']);
    });
  });

  it('opens another channel when the option changes, and closes the first', async () => {
    const { result, place, rerender } = renderHook(
      ({ environment, channel }: { environment: never; channel: 'fights' | 'bets' }) =>
        useSSE({ channel, environment, ...atOnce }),
      { channel: 'fights' } as never,
    );
    await doing(() => place.request.stream(connected() + frame(1)));
    const first = place.request;
    await doing(() => rerender({ channel: 'bets' } as never));
    expect(first.isAborted).toBe(true);
    expect(place.request.url.href).toBe('https://bets.example/');
    expect(result.current.events).toEqual([]);
  });

  it('asks the token function of the latest rendering, on the connection that it has', async () => {
    const { place, rerender } = renderHook(
      ({ environment, name }: { environment: never; name: string }) =>
        useSSE({ channel: 'fights', environment, token: () => name, ...atOnce }),
      { name: 'ana' } as never,
    );
    let stream: Awaited<ReturnType<typeof place.request.stream>> | undefined;
    await doing(async () => {
      stream = await place.request.stream(connected());
    });
    const first = place.request;
    await doing(() => rerender({ name: 'ana-2' } as never));
    expect(first.isAborted).toBe(false);
    await doing(() => stream?.cut());
    await doing(() => place.pass(2_000));
    expect(place.request.headers.get('authorization')).toBe('Bearer ana-2');
  });

  it.each([
    ['a text', 'mine'],
    ['a function', () => 'mine'],
  ])('connects again once there is a token of its own: %s', async (_kind, own) => {
    const { place, rerender } = renderHook(
      ({ environment, token }: { environment: never; token: typeof own | undefined }) =>
        useSSE({ channel: 'fights', environment, ...atOnce, ...(token && { token }) }),
      { token: undefined } as never,
    );
    await doing(() => undefined);
    expect(place.request.headers.get('authorization')).toBe('Bearer provided');
    await doing(() => rerender({ token: own } as never));
    expect(place.request.headers.get('authorization')).toBe('Bearer mine');
    expect(place.requests.filter(({ isAborted }) => !isAborted)).toHaveLength(1);
  });

  it('forgets what came, also what was not shown yet', async () => {
    const { result, place, unmount } = renderHook(
      ({ environment }) => useSSE({ channel: 'fights', environment, batchMs: 3_600_000 }),
      {},
    );
    await doing(() => place.request.stream(connected() + frame(1)));
    const { feed } = result.current;
    await doing(() => feed.clear());
    // What waits to be shown is shown at the end.
    unmount();
    expect(feed.store.getState().entries).toEqual([]);
  });

  it('names the channels that the provider has when it is asked for another', () => {
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(() =>
      renderHook(({ environment }) => useSSE({ channel: 'users', environment }), {}),
    ).toThrow(
      "received the channel users, expected its url, or one of the provider's channels: fights, bets",
    );
  });
});
