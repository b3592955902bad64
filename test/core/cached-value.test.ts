import { cachedValue } from '../../core/cached-value.ts';

const minuteMs = 60_000;

/** A source of keys that are numbered, and that fails while `trouble` is set. */
function kept(freshMs = minuteMs) {
  const state = { now: 0, reads: 0, key: 'first', trouble: undefined as Error | undefined };
  const stale: [string, number][] = [];
  const source = cachedValue({
    freshMs,
    now: () => state.now,
    onStale: (error, ageMs) => stale.push([(error as Error).message, ageMs]),
    read: async () => {
      state.reads += 1;
      if (state.trouble !== undefined) throw state.trouble;
      return state.key;
    },
  });
  return { source, state, stale };
}

const noNetwork = new Error('no network');

describe('a known key', () => {
  test('is read once for all who ask while it is fresh', async () => {
    const { source, state } = kept();
    await Promise.all([source.known(), source.known()]);
    state.now = 59_999;
    expect(await source.known()).toBe('first');
    expect(state.reads).toBe(1);
    state.now = 60_000;
    state.key = 'second';
    expect(await source.known()).toBe('second');
    expect(state.reads).toBe(2);
  });

  test('is asked for again by the next one when there was none to be had', async () => {
    const { source, state } = kept();
    state.trouble = noNetwork;
    await expect(source.known()).rejects.toBe(noNetwork);
    state.trouble = undefined;
    expect(await source.known()).toBe('first');
  });

  test('is used on for an hour while its source cannot be read, and no longer', async () => {
    const { source, state } = kept();
    await source.known();
    state.trouble = noNetwork;
    state.now = 3_599_999;
    expect(await source.known()).toBe('first');
    state.now = 3_600_000;
    await expect(source.known()).rejects.toBe(noNetwork);
    state.trouble = undefined;
    expect(await source.known()).toBe('first');
  });

  test('that is used on is reported, and its source read, once in half a minute', async () => {
    const { source, state, stale } = kept();
    await source.known();
    state.trouble = noNetwork;
    for (state.now = minuteMs; state.now < 2 * minuteMs; state.now += 1_000) {
      expect(await source.known()).toBe('first');
    }
    expect(state.reads).toBe(3);
    expect(stale).toEqual([
      ['no network', 60_000],
      ['no network', 90_000],
    ]);
    state.trouble = undefined;
    state.key = 'second';
    state.now += 1_000;
    expect(await source.known()).toBe('second');
  });

  test('is waited for 2.5 s and no longer while one serves', async () => {
    jest.useFakeTimers();
    try {
      let now = 0;
      let answer: (key: string) => void = () => undefined;
      const stale: string[] = [];
      const source = cachedValue({
        freshMs: minuteMs,
        now: () => now,
        onStale: error => stale.push((error as Error).message),
        read: () =>
          new Promise<string>(resolve => {
            answer = resolve;
          }),
      });
      const first = source.known();
      answer('first');
      await first;
      now = minuteMs;
      const served = source.known();
      await jest.advanceTimersByTimeAsync(2_500);
      expect(await served).toBe('first');
      expect(await source.known()).toBe('first');
      expect(stale).toEqual(['the source did not answer within 2500 ms']);
      // It goes on, for whoever comes later.
      answer('second');
      await jest.advanceTimersByTimeAsync(0);
      expect(await source.known()).toBe('second');
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a key that is renewed', () => {
  test('is looked at at once, however short the last look is ago', async () => {
    const { source, state } = kept();
    await source.known();
    state.key = 'second';
    expect(await source.renewed()).toBe('second');
    expect(await source.known()).toBe('second');
  });

  test('is looked at once for all who ask together', async () => {
    const { source, state } = kept();
    await source.known();
    await Promise.all(Array.from({ length: 100 }, () => source.renewed()));
    expect(state.reads).toBe(2);
  });

  test('is looked at five times in a minute and then once in three seconds, whoever asks', async () => {
    const { source, state } = kept(10 * minuteMs);
    await source.known();
    const flood = async () => {
      const before = state.reads;
      for (let request = 0; request < 200; request += 1) await source.renewed();
      return state.reads - before;
    };
    expect(await flood()).toBe(5);
    expect(await source.renewed()).toBeUndefined();
    state.now = 2_999;
    expect(await flood()).toBe(0);
    state.now = 3_000;
    expect(await flood()).toBe(1);
  });

  test('is not the answer of a look that began before', async () => {
    const answers: ((key: string) => void)[] = [];
    const source = cachedValue({
      freshMs: minuteMs,
      now: () => 0,
      onStale: () => undefined,
      read: () => new Promise<string>(resolve => answers.push(resolve)),
    });
    const known = source.known();
    const renewed = [source.renewed(), source.renewed()];
    answers[0]?.('old');
    expect(await known).toBe('old');
    await new Promise(setImmediate);
    answers[1]?.('new');
    expect(await Promise.all(renewed)).toEqual(['new', 'new']);
    expect(answers).toHaveLength(2);
  });

  test('that cannot be had is an error, asked too often or not: nobody knows what holds', async () => {
    const { source, state } = kept();
    await source.known();
    state.trouble = noNetwork;
    for (let request = 0; request < 7; request += 1) {
      await expect(source.renewed()).rejects.toBe(noNetwork);
    }
    expect(state.reads).toBe(6);
    expect(await source.known()).toBe('first');
  });
});

test('a check asks the source though the known key is fresh, and keeps it when that fails', async () => {
  const { source, state } = kept();
  await source.known();
  await source.check();
  expect(state.reads).toBe(2);
  state.trouble = noNetwork;
  await expect(source.check()).rejects.toBe(noNetwork);
  expect(await source.known()).toBe('first');
});
