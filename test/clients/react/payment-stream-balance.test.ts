import * as fc from 'fast-check';
import { idleView } from '../../../clients/react/channel-reader.ts';
import { ItemBook } from '../../../clients/react/item-book.ts';
import { paymentStreamKind } from '../../../clients/react/payment-stream-kind.ts';
import { accrued, uncovered, withdrawable } from '../../../core/wire/payment-stream.ts';
import { FakeEnvironment, settled } from '../browser/fake-environment.ts';
import { paymentStream, startMs } from './payment-streams.ts';

/** A channel that says nothing: what is shown between two reads is all that matters here. */
const reader = {
  channel: 'payment-streams',
  cursor: undefined,
  view: idleView,
  subscribe: () => () => {},
  connect: () => {},
  close: () => {},
  on: () => () => {},
} as never;

const amount = fc.bigInt({ min: 0n, max: 2n ** 127n - 1n }).map(String);

const terms = fc.record({
  status: fc.constantFrom('active', 'active', 'active', 'paused', 'cancelled', 'completed'),
  ratePerSecond: fc.oneof(amount, fc.bigInt({ min: 0n, max: 5_000n }).map(String)),
  depositedAmount: fc.oneof(amount, fc.bigInt({ min: 0n, max: 500_000n }).map(String)),
  withdrawnAmount: fc.bigInt({ min: 0n, max: 1_000n }).map(String),
  startTime: fc.integer({ min: startMs - 100_000, max: startMs + 10_000 }),
  snapshotAmount: fc.bigInt({ min: 0n, max: 1_000n }).map(String),
  snapshotTime: fc.integer({ min: startMs - 50_000, max: startMs + 5_000 }),
} as const);

/** What happens on the page: so long until the next picture, the answer on its way, a clock that is set. */
const happenings = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ frameMs: fc.integer({ min: 0, max: 2_000 }) }) },
    { weight: 1, arbitrary: fc.record({ setClockMs: fc.integer({ min: -1e9, max: 1e9 }) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        readMs: fc.integer({ min: 1_000, max: 3_000 }),
        wayMs: fc.integer({ min: 0, max: 900 }),
      }),
    },
  ),
  { maxLength: 25 },
);

test('the balance that is shown never goes back, is what has accrued by the server’s clock, and that clock is never early', async () => {
  await fc.assert(
    fc.asyncProperty(
      terms,
      happenings,
      fc.integer({ min: -1e9, max: 1e9 }),
      async (given, all, skewMs) => {
        const place = new FakeEnvironment();
        const { environment } = place;
        const stream = paymentStream('1', given);
        // The server's clock goes by itself, whatever the machine's says.
        const beganAt = environment.uptime();
        const serverTime = (): number => startMs + environment.uptime() - beganAt;
        let wayMs = 0;
        let draw: (() => void) | undefined;
        const book = new ItemBook(paymentStreamKind, {
          reader,
          environment,
          nextFrame: callback => {
            draw = callback;
            return () => {
              draw = undefined;
            };
          },
          ask: async () => ({ kind: 'ok', data: { at: serverTime() - wayMs, items: [stream] } }),
        });
        place.setClock(skewMs);
        const shown: bigint[] = [];
        const look = (): void => {
          const view = book.viewOf('1');
          if (view.accrued !== undefined) shown.push(view.accrued);
        };
        const leave = book.watch('1', look, 'always');
        await place.pass(0);
        await settled();
        for (const each of all) {
          if ('setClockMs' in each) place.setClock(each.setClockMs);
          else if ('readMs' in each) {
            ({ wayMs } = each);
            await place.surround('woke');
            await place.pass(each.readMs);
          } else {
            await place.pass(each.frameMs);
            const callback = draw;
            draw = undefined;
            callback?.();
          }
          const now = book.serverNow();
          expect(now).toBeLessThanOrEqual(serverTime());
          const isDrawn = 'frameMs' in each;
          const view = book.viewOf('1');
          if (!isDrawn || view.accrued === undefined) continue;
          const { accrued: balance, withdrawable: open } = view;
          expect({ balance, open }).toEqual({
            balance: accrued(stream, now),
            open: withdrawable(stream, now),
          });
          expect(view.uncovered ?? -1n).toBeLessThanOrEqual(uncovered(stream, now));
        }
        expect(shown).toEqual(
          shown.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0)),
        );
        leave();
        await settled();
        expect(place.held).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
}, 120_000);
