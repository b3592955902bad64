import { type UseHybridRealtimeOptions, useHybridRealtime } from '../../../clients/react/index.ts';
import { atOnce, connected, doing, frame, renderHook } from './render-hook.tsx';

type Options = Partial<UseHybridRealtimeOptions>;

const render = (props: Options = {}) =>
  renderHook<ReturnType<typeof useHybridRealtime>, Options>(
    ({ environment, ...options }) =>
      useHybridRealtime({ channel: 'fights', environment, ...atOnce, ...options }),
    props,
  );

/** A name of a type is no component's, as a linter would take it. */
const created = 'FIGHT_CREATED';

const ids = (events: readonly { readonly id: string }[]) => events.map(({ id }) => id);

test('it disconnects until reconnect is called, and then goes on where it was', async () => {
  const { result, place } = render();
  await doing(() => place.request.stream(connected() + frame(1)));
  expect(result.current.lastEvent).toMatchObject({ id: 'fights-1' });
  await doing(() => result.current.disconnect());
  expect(result.current).toMatchObject({
    ...{ status: 'stopped', stopReason: 'closed', isConnected: false, error: undefined },
  });
  expect(ids(result.current.events)).toEqual(['fights-1']);
  const before = place.requests.length;
  await doing(() => place.pass(3_600_000));
  expect(place.requests).toHaveLength(before);

  await doing(() => result.current.reconnect());
  expect(place.request.headers.get('last-event-id')).toBe('e.1');
  await doing(() => place.request.stream(connected('fights', 'e.1') + frame(2)));
  expect(result.current).toMatchObject({ status: 'open', stopReason: undefined });
  expect(result.current.lastEvent).toMatchObject({ id: 'fights-2' });
});

test('reconnect does not wait for the next attempt, and nothing comes of it once the component is gone', async () => {
  const { result, place, unmount } = render();
  await doing(() => place.request.fail());
  expect(result.current.status).toBe('waiting');
  const before = place.requests.length;
  await doing(() => result.current.reconnect());
  expect(place.requests).toHaveLength(before + 1);
  const { reconnect } = result.current;
  unmount();
  await doing(() => reconnect());
  expect(place.requests).toHaveLength(before + 1);
  expect(place.held).toBe(0);
});

describe('handlers by type, given as an option', () => {
  test('are those of the latest rendering, on the connection that is there', async () => {
    const received: string[] = [];
    const handlersOf = (name: string) => ({
      [created]: ({ id }: { readonly id: string }) => received.push(`${name} ${id}`),
      '*': ({ id }: { readonly id: string }) => received.push(`${name} any ${id}`),
    });
    const { place, rerender } = render({ eventHandlers: handlersOf('one') });
    let stream: Awaited<ReturnType<typeof place.request.stream>> | undefined;
    await doing(async () => {
      stream = await place.request.stream(connected() + frame(1));
    });
    const before = place.requests.length;
    rerender({ eventHandlers: handlersOf('two') });
    await doing(() => stream?.send(frame(2) + frame(3, 'OTHER')));
    rerender({});
    await doing(() => stream?.send(frame(4)));
    expect(place.requests).toHaveLength(before);
    expect(received).toEqual([
      ...['one fights-1', 'one any fights-1', 'two fights-2', 'two any fights-2'],
      'two any fights-3',
    ]);
  });

  test('are only those that were given: a type like constructor has none', async () => {
    const { place, result } = render({ eventHandlers: {} });
    await doing(() => place.request.stream(connected() + frame(1, 'constructor') + frame(2)));
    expect(ids(result.current.events)).toEqual(['fights-1', 'fights-2']);
    expect(place.reported).toEqual([]);
  });

  test('that throw are reported, and keep no other from being called', async () => {
    const received: string[] = [];
    const { place } = render({
      eventHandlers: {
        [created]: () => {
          throw new Error('not mine');
        },
        '*': ({ id }) => received.push(id),
      },
    });
    await doing(() => place.request.stream(connected() + frame(1)));
    expect(received).toEqual(['fights-1']);
    expect(place.reported).toEqual([new Error('not mine')]);
  });
});

describe('at most so many attempts in a row', () => {
  test('and then it stops, and reports it; reconnect starts over', async () => {
    const { result, place } = render({ maxReconnectAttempts: 2, pollUrl: null });
    for (const waitMs of [0, 10_000, 20_000]) {
      await doing(() => place.pass(waitMs));
      expect(result.current.status).not.toBe('stopped');
      await doing(() => place.request.fail());
    }
    expect(place.requests).toHaveLength(3);
    expect(result.current).toMatchObject({
      ...{ status: 'stopped', stopReason: 'gave-up', isConnected: false },
      error: { code: 'NETWORK_FAILED' },
    });
    await doing(() => place.pass(3_600_000));
    expect(place.requests).toHaveLength(3);
    await doing(() => result.current.reconnect());
    await doing(() => place.request.fail());
    expect(result.current.status).toBe('waiting');
  });

  test('none with 0: the first failure ends it', async () => {
    const { result, place } = render({ maxReconnectAttempts: 0 });
    await doing(() => place.request.fail());
    expect(result.current).toMatchObject({ status: 'stopped', stopReason: 'gave-up' });
  });

  test('are counted from zero once a connection has held, and not for one that only opens', async () => {
    const { result, place } = render({ maxReconnectAttempts: 1, pollUrl: null });
    const breakAfter = async (ms: number) => {
      let stream: Awaited<ReturnType<typeof place.request.stream>> | undefined;
      await doing(async () => {
        stream = await place.request.stream(connected());
      });
      await doing(() => place.pass(ms));
      await doing(() => stream?.cut());
    };
    await breakAfter(11_000);
    await doing(() => place.pass(5_000));
    await breakAfter(11_000);
    expect(result.current.status).toBe('waiting');
    await doing(() => place.pass(5_000));
    await breakAfter(1_000);
    expect(result.current).toMatchObject({ status: 'stopped', stopReason: 'gave-up' });
  });

  test('count polls, too, and not while pages come', async () => {
    const json = { 'content-type': 'application/json' };
    const { result, place } = render({ maxReconnectAttempts: 2, method: 'poll' });
    const page = { events: [], cursor: 'e.1', hasMore: false };
    for (let round = 0; round < 3; round += 1) {
      await doing(() => place.request.fail());
      await doing(() => place.pass(5_000));
      await doing(() => place.request.answer(200, page, json));
      expect(result.current.status).toBe('polling');
      await doing(() => place.pass(2_000));
    }
    for (let failure = 0; failure < 3; failure += 1) {
      await doing(() => place.request.fail());
      await doing(() => place.pass(10_000));
    }
    expect(result.current).toMatchObject({ status: 'stopped', stopReason: 'gave-up' });
  });
});

describe('debug', () => {
  test('logs each step to the function of the latest rendering, and no token', async () => {
    const lines: string[] = [];
    const steps: unknown[] = [];
    const debug: UseHybridRealtimeOptions['debug'] = (line, step) => {
      lines.push(line);
      steps.push(step);
    };
    const { place, rerender } = render({ token: 'very-secret', debug });
    let stream: Awaited<ReturnType<typeof place.request.stream>> | undefined;
    await doing(async () => {
      stream = await place.request.stream(connected());
    });
    expect(lines).toContain('fights: start, connecting');
    expect(lines).toContain('fights: frame, open');
    await doing(() => stream?.cut());
    expect(lines.at(-1)).toBe('fights: failed, waiting');
    expect(JSON.stringify([lines, steps])).not.toContain('very-secret');
    const received = lines.length;
    rerender({ token: 'very-secret' });
    await doing(() => place.pass(60_000));
    expect(lines).toHaveLength(received);
  });

  test('as true logs to the console', async () => {
    const debug = jest.spyOn(console, 'debug').mockImplementation(() => undefined);
    const { place } = render({ debug: true });
    await doing(() => place.request.stream(connected()));
    expect(debug).toHaveBeenCalledWith('fights: frame, open', expect.anything());
    debug.mockRestore();
  });
});

test('what the client reports of itself goes with its streams; when it changes, they reconnect', async () => {
  const { place, rerender } = render({ clientType: 'cage-screen', username: 'Ana' });
  await doing(() => undefined);
  expect(place.request.url.search).toBe('?clientType=cage-screen&username=Ana');
  rerender({ clientType: 'cage-screen', username: 'Ana B' });
  await doing(() => undefined);
  expect(place.request.url.search).toBe('?clientType=cage-screen&username=Ana+B');
});
