import { useMultiSSE } from '../../../clients/react/index.ts';
import type { FakeStream } from '../browser/fake-environment.ts';
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

test('other channels are opened, and the ones before closed', async () => {
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

describe('a list that changes', () => {
  type Name = 'fights' | 'bets';
  interface Props {
    readonly channels: readonly Name[];
    readonly limit?: number;
  }

  /** Reads fights and bets, or what the props say, and writes down what its handler is given. */
  async function reading(channels: readonly Name[] = both) {
    const seen: string[] = [];
    const rendered = renderHook(
      ({ environment, ...props }: Props & { environment: never }) =>
        useMultiSSE(props.channels, undefined, {
          environment,
          ...atOnce,
          ...(props.limit === undefined ? {} : { limit: props.limit }),
          onEvent: ({ id }) => seen.push(id),
        }),
      { channels } as never,
    );
    const { place, result, rerender } = rendered;
    await doing(() => undefined);
    const open = () => place.requests.filter(({ isAborted }) => !isAborted);
    const of = (name: Name) => open().find(({ url }) => url.host === `${name}.example`);
    const change = (props: Props) => doing(() => rerender(props as never));
    const ids = () => result.current.events.map(({ id }) => id);
    return { ...rendered, seen, open, of, change, ids };
  }

  test('reads what is added, and leaves the others as they are', async () => {
    const { place, of, open, change, ids, seen, unmount } = await reading(['fights']);
    const fights = of('fights');
    let stream: FakeStream | undefined;
    await doing(async () => {
      stream = await fights?.stream(connected() + frame(1));
    });
    await change({ channels: both });
    expect(fights?.isAborted).toBe(false);
    expect(open()).toHaveLength(2);
    // What both carry was delivered already.
    await doing(() => of('bets')?.stream(connected('bets') + frame(1) + frame(2, 'B', 'bets')));
    await doing(() => stream?.send(frame(3)));
    expect(ids()).toEqual(['fights-1', 'bets-2', 'fights-3']);
    expect(seen).toEqual(['fights-1', 'bets-2', 'fights-3']);
    unmount();
    await doing(() => undefined);
    expect(open()).toEqual([]);
    expect(place.held).toBe(0);
  });

  test('closes what is not in it any more, and that alone', async () => {
    const { of, open, change, ids, result } = await reading();
    await doing(() => of('bets')?.stream(connected('bets') + frame(2, 'B', 'bets')));
    const [fights, bets] = [of('fights'), of('bets')];
    await doing(() => fights?.stream(connected() + frame(1)));
    await change({ channels: ['bets'] });
    expect(fights?.isAborted).toBe(true);
    expect(open()).toEqual([bets]);
    expect(ids()).toEqual(['bets-2']);
    expect([...result.current.byChannel.keys()]).toEqual(['bets']);
    expect(result.current.isConnected).toBe(true);
  });

  test('goes on at its place with what is in it again', async () => {
    const { of, change, ids, seen } = await reading();
    await doing(() => of('fights')?.stream(connected() + frame(1)));
    await change({ channels: ['bets'] });
    await change({ channels: both });
    expect(of('fights')?.headers.get('last-event-id')).toBe('e.1');
    await doing(() => of('fights')?.stream(connected('fights', 'e.1') + frame(2)));
    expect(ids()).toEqual(['fights-1', 'fights-2']);
    expect(seen).toEqual(['fights-1', 'fights-2']);
  });

  test('in another order is the same list', async () => {
    const { place, of, change, ids, seen, result } = await reading();
    await doing(() => of('fights')?.stream(connected() + frame(1)));
    const { length } = place.requests;
    await change({ channels: ['bets', 'fights'] });
    expect(place.requests).toHaveLength(length);
    expect([...result.current.byChannel.keys()]).toEqual(['bets', 'fights']);
    expect(ids()).toEqual(['fights-1']);
    expect(seen).toEqual(['fights-1']);
  });

  test('is opened again when the options change', async () => {
    const { of, open, change, ids } = await reading();
    const before = open();
    await doing(() => of('fights')?.stream(connected() + frame(1)));
    await change({ channels: both, limit: 3 });
    expect(before.map(({ isAborted }) => isAborted)).toEqual([true, true]);
    expect(open()).toHaveLength(2);
    expect(ids()).toEqual([]);
    await doing(() => of('fights')?.stream(connected() + frame(1)));
    expect(ids()).toEqual(['fights-1']);
  });
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
