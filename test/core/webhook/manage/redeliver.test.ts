import { redeliver } from '../../../../core/webhook/manage/redeliver.ts';
import { delivery, kim, lane, managing, olga, webhook } from '../../../support/memory-webhooks.ts';

const nowMs = 1_795_262_400_000;
// Kept for a month, though deliveries are for a week: who pauses it loses nothing.
const expiresAtMs = nowMs + 30 * 86_400_000;
const key = 'lane-1 1795262400000-000000000042';

function world(changes: Parameters<typeof delivery>[0] = {}) {
  const made = managing([{ webhook: webhook(), lane: lane() }]);
  made.deliveries.kept.set(key, delivery(changes));
  return made;
}

test('a delivery that was given up begins a new round, with all that is known of it [W3]', async () => {
  const { ports, deliveries, woken } = world();
  await redeliver('desk', '1795262400000-000000000042', kim, ports);
  expect(deliveries.kept.get(key)).toEqual({
    ...delivery(),
    ...{ state: 'pending', nextAttemptAtMs: nowMs, expiresAtMs },
  });
  expect(deliveries.parked.get(key)).toEqual({
    ...{ deliveryId: '1795262400000-000000000042', dueAtMs: nowMs, round: '00000001' },
    ...{ attemptsMade: 0, expiresAtMs },
  });
  expect(woken).toEqual([[['desk'], 0]]);
});

test('a test has one attempt again', async () => {
  const { ports, deliveries } = world({ cursor: undefined });
  await redeliver('desk', '1795262400000-000000000042', kim, ports);
  expect(deliveries.parked.get(key)).toMatchObject({ isTest: true });
});

test('what is kept no longer, or is another operator’s, is not there', async () => {
  const { ports } = world();
  await expect(redeliver('desk', '1-2', kim, ports)).rejects.toMatchObject({
    problem: {
      ...{ status: 404, code: 'NOT_FOUND' },
      detail:
        'received 1-2; expected the id of a delivery of desk that is kept still, of an event that the caller may read',
    },
  });
  await expect(redeliver('desk', '1795262400000-000000000042', olga, ports)).rejects.toMatchObject({
    problem: { status: 404 },
  });
});

test('beyond 1,200 that wait none is added', async () => {
  const { ports, deliveries, woken } = world();
  deliveries.waiting = 1_200;
  await expect(redeliver('desk', '1795262400000-000000000042', kim, ports)).rejects.toMatchObject({
    problem: { status: 409, code: 'WEBHOOK_DELIVERIES_FULL' },
  });
  expect([deliveries.parked.size, woken]).toEqual([0, []]);
});
