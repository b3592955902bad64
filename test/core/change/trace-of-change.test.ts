import fc from 'fast-check';
import type { Change, Item } from '../../../core/change/change.ts';
import { traceOfChange } from '../../../core/change/trace-of-change.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const given = `00-${traceId}-00f067aa0ba902b7-00`;
const sampled = `00-${traceId}-00f067aa0ba902b7-01`;

/** Of SHA-256("c1"), by `printf c1 | sha256sum`: 16 bytes, and 8 after them. */
const ownTraceId = 'd0f631ca1ddba8db3bcfcb9e057cdc98';

function changeOf(newItem: Item | undefined, oldItem?: Item, changeId = 'c1'): Change {
  return {
    ...{ table: 'Fights', changeId, recordedAtMs: 1_790_000_000_000, key: 'f1' },
    ...(newItem && { newItem }),
    ...(oldItem && { oldItem }),
  };
}

const traceIdOf = (traceparent: string | undefined) => traceparent?.slice(3, 35);

test('what the write set is passed on, with a span of the change itself', async () => {
  const { traceparent } = await traceOfChange(changeOf({ traceparent: given }), 0);
  expect(traceparent).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`));
  expect(traceparent).not.toBe(given);
  const other = await traceOfChange(changeOf({ traceparent: given }, undefined, 'c2'), 0);
  expect(other.traceparent).not.toBe(traceparent);
});

test('a retry has the same, to the last digit', async () => {
  for (const item of [{}, { traceparent: given }]) {
    const [one, again] = [
      await traceOfChange(changeOf(item), 1),
      await traceOfChange(changeOf(item), 1),
    ];
    expect(one.traceparent).toBeDefined();
    expect(again).toEqual(one);
  }
});

test('one that the item had before is of an earlier write', async () => {
  expect(await traceOfChange(changeOf({ traceparent: given }, { traceparent: given }), 0)).toEqual(
    {},
  );
  const changed = changeOf({ traceparent: sampled }, { traceparent: given });
  expect(traceIdOf((await traceOfChange(changed, 0)).traceparent)).toBe(traceId);
  expect(await traceOfChange(changeOf(undefined, { traceparent: given }), 0)).toEqual({});
  expect(await traceOfChange(changeOf({ traceparent: null }, {}), 0)).toEqual({});
});

test('what is malformed is ignored with its reason, and the change has a trace of its own', async () => {
  expect(await traceOfChange(changeOf({ traceparent: 'x' }), 0)).toEqual({ ignored: 'form' });
  expect(await traceOfChange(changeOf({ traceparent: 7 }), 1)).toEqual({
    ignored: 'type',
    traceparent: expect.stringMatching(/^00-[\da-f]{32}-[\da-f]{16}-01$/),
  });
});

test('one that is no text is ignored once, not at each later write, for each image has a copy of its own', async () => {
  const ignoredOf = async (now: unknown, then?: unknown) =>
    (await traceOfChange(changeOf({ traceparent: now }, { traceparent: then }), 0)).ignored;
  for (const [now, then] of [
    [[], []],
    [{ a: [1] }, { a: [1] }],
    [new Set(['a']), new Set(['a'])],
    [new Uint8Array(2), new Uint8Array(2)],
    [7, 7],
    [7n, 7n],
    [false, false],
  ]) {
    expect([await ignoredOf(now), await ignoredOf(now, then)]).toEqual(['type', undefined]);
  }
  expect(await ignoredOf([], given)).toBe('type');
  expect(await ignoredOf('x', [])).toBe('form');
});

test('without one the ids are the digest of the change’s, 16 bytes and 8', async () => {
  expect(traceIdOf((await traceOfChange(changeOf({}), 1)).traceparent)).toBe(ownTraceId);
});

test('a flag that says sampled is kept, whatever the share; the share samples what has none', async () => {
  const flagOf = async (item: Item, sampling: number) =>
    (await traceOfChange(changeOf(item), sampling)).traceparent?.slice(-2);
  expect(await flagOf({ traceparent: sampled }, 0)).toBe('01');
  expect(await flagOf({ traceparent: given }, 0)).toBe('00');
  expect(await flagOf({ traceparent: given }, 1)).toBe('01');
  expect(await flagOf({}, 0)).toBeUndefined();
  expect(await flagOf({}, 1)).toBe('01');
});

test.each([
  ['000000000000', 0, '00'],
  ['000000000000', 0.000_000_001, '01'],
  ['7fffffffffff', 0.5, '01'],
  ['800000000000', 0.5, '00'],
  ['ffffffffffff', 0.999_999_999, '00'],
  ['ffffffffffff', 1, '01'],
])('an id that ends in %s is sampled by its end: of %d %s', async (end, sampling, flag) => {
  // It begins with the time, as those of X-Ray do.
  const traceparent = `00-5759e988bd862e3fe1be${end}-53995c3f42cd8ad8-00`;
  const traced = await traceOfChange(changeOf({ traceparent }), sampling);
  expect(traced.traceparent?.slice(-2)).toBe(flag);
});

test('of many changes about that share is sampled', async () => {
  const ids = Array.from({ length: 4_000 }, (_, at) => `change-${at}`);
  const traces = await Promise.all(ids.map(id => traceOfChange(changeOf({}, undefined, id), 0.25)));
  const count = traces.filter(({ traceparent }) => traceparent !== undefined).length;
  // Ids are fixed, and so is the count: within 5 standard deviations of 1,000.
  expect(Math.abs(count - 1_000)).toBeLessThan(137);
});

test('whatever the attribute is, nothing is thrown, and what is passed on is well-formed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.anything(),
      fc.anything(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (now, then, sampling) => {
        const traced = await traceOfChange(
          changeOf({ traceparent: now }, { traceparent: then }),
          sampling,
        );
        expect(traced.traceparent ?? given).toMatch(/^00-[\da-f]{32}-[\da-f]{16}-0[01]$/);
      },
    ),
  );
});
