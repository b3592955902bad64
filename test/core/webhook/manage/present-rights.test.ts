import { changeWebhook } from '../../../../core/webhook/manage/change-webhook.ts';
import { findWebhook } from '../../../../core/webhook/manage/find-webhook.ts';
import { recoverWebhook } from '../../../../core/webhook/manage/recover-webhook.ts';
import { redeliver } from '../../../../core/webhook/manage/redeliver.ts';
import { removeWebhook } from '../../../../core/webhook/manage/remove-webhook.ts';
import { rotateKey } from '../../../../core/webhook/manage/rotate-key.ts';
import { testWebhook } from '../../../../core/webhook/manage/test-webhook.ts';
import { admin, delivery, kim, lane, managing, webhook } from '../../../support/memory-webhooks.ts';

/** Of kim, who was an admin and is an operator by their token. */
function ofDemoted() {
  const maker = { userId: 'kim', role: 'admin', permissions: [] };
  const made = managing([{ webhook: webhook({ maker }), lane: lane() }]);
  const { deliveryId } = delivery();
  made.deliveries.kept.set(`lane-1 ${deliveryId}`, delivery());
  const deeds = {
    tested: () => testWebhook('desk', kim, made.ports),
    rotated: () => rotateKey('desk', 60, kim, made.ports),
    recovered: () => recoverWebhook('desk', { sinceMs: 1 }, kim, made.ports),
    'sent again': () => redeliver('desk', deliveryId, kim, made.ports),
  };
  return { ...made, deeds };
}

test.each(['tested', 'rotated', 'recovered', 'sent again'] as const)(
  'by whom may less than when they set it up it is not %s until they changed it [W3]',
  async deed => {
    const { ports, deeds, woken, webhooks, deliveries } = ofDemoted();
    const before = webhooks.kept.get('desk');
    await expect(deeds[deed]()).rejects.toMatchObject({
      problem: {
        ...{ status: 403, code: 'ROLE_NOT_ALLOWED' },
        detail: expect.stringContaining('expected a PATCH of it before'),
      },
    });
    expect([webhooks.kept.get('desk'), deliveries.parked.size, woken]).toEqual([before, 0, []]);
    await changeWebhook('desk', { description: 'x' }, kim, ports);
    await deeds[deed]();
  },
);

test('they look at it, and remove it; an admin does all with it', async () => {
  const { ports, webhooks } = ofDemoted();
  expect((await findWebhook('desk', kim, webhooks)).webhook.maker.role).toBe('admin');
  await rotateKey('desk', 60, admin, ports);
  await removeWebhook('desk', kim, ports);
  expect(webhooks.kept.size).toBe(0);
});
