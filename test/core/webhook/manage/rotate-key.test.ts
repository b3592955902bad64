import { publicKeysOf } from '../../../../core/webhook/manage/public-keys.ts';
import { rotateKey } from '../../../../core/webhook/manage/rotate-key.ts';
import { kim, lane, managing, webhook } from '../../../support/memory-webhooks.ts';

const nowMs = 1_795_262_400_000;
const dayMs = 86_400_000;
const of = (keys: Parameters<typeof webhook>[0]) => [{ webhook: webhook(keys), lane: lane() }];

test('both keys sign for as long as was said, the new one first [W3]', async () => {
  const { ports, webhooks } = managing(of({}));
  expect(await rotateKey('desk', 86_400, kim, ports)).toEqual({
    ...{ secret: 'whsec_1', previousUntilMs: nowMs + dayMs },
  });
  expect(webhooks.kept.get('desk')?.webhook).toMatchObject({
    keys: [
      { sealed: 'sealed-1', createdAtMs: nowMs },
      { sealed: 'sealed-0', createdAtMs: 1_000, untilMs: nowMs + dayMs },
    ],
    ...{ version: 2, updatedAtMs: nowMs, maker: { userId: 'kim' } },
  });
});

test('without an overlap the one before signs no more; what has ended is dropped', async () => {
  const keys = [
    { sealed: 'newest', createdAtMs: 3 },
    { sealed: 'replaced', createdAtMs: 2, untilMs: nowMs + 1 },
    { sealed: 'ended', createdAtMs: 1, untilMs: nowMs },
  ];
  const { ports, webhooks } = managing(of({ keys }));
  expect(await rotateKey('desk', 0, kim, ports)).toMatchObject({ previousUntilMs: nowMs });
  const sealed = webhooks.kept.get('desk')?.webhook.keys.map(key => key.sealed);
  expect(sealed).toEqual(['sealed-1', 'replaced']);
});

test('three keys sign at once, and no fourth is made beside them; without an overlap it may be [W3]', async () => {
  const { ports, webhooks } = managing(of({}));
  await rotateKey('desk', 60, kim, ports);
  await rotateKey('desk', 60, kim, ports);
  await expect(rotateKey('desk', 60, kim, ports)).rejects.toMatchObject({
    problem: {
      ...{ status: 409, code: 'WEBHOOK_KEYS_FULL' },
      detail: expect.stringContaining('expected at most 3 with the new one'),
    },
  });
  expect(webhooks.kept.get('desk')?.webhook.keys).toHaveLength(3);
  await rotateKey('desk', 0, kim, ports);
  const sealed = webhooks.kept.get('desk')?.webhook.keys.map(key => key.sealed);
  expect(sealed).toEqual(['sealed-4', 'sealed-1', 'sealed-0']);
});

test('a key is for the webhook that it was made for, and for none that came in its place [W3]', async () => {
  const { ports, webhooks } = managing(of({}));
  const anew = webhook({ laneId: 'lane-2', keys: [{ sealed: 'of lane-2', createdAtMs: 5 }] });
  webhooks.beforeReplace = () => {
    if (webhooks.kept.get('desk')?.webhook.laneId === 'lane-2') return;
    webhooks.kept.set('desk', { webhook: { ...anew, version: 3 }, lane: lane() });
  };
  await expect(rotateKey('desk', 60, kim, ports)).rejects.toMatchObject({
    problem: {
      ...{ status: 409, code: 'WEBHOOK_CHANGED' },
      detail: expect.stringContaining('removed and made anew meanwhile'),
    },
  });
  expect(webhooks.kept.get('desk')?.webhook).toEqual({ ...anew, version: 3 });
});

test('what verifies is for anyone, as long as it signs; of a secret nobody learns that it is there', async () => {
  const keys = [
    { sealed: 'b', createdAtMs: 2, publicKey: 'whpk_b' },
    { sealed: 'a', createdAtMs: 1, publicKey: 'whpk_a', untilMs: nowMs + 1 },
    { sealed: 'o', createdAtMs: 0, publicKey: 'whpk_o', untilMs: nowMs },
  ];
  const { ports } = managing([...of({ webhookId: 'pair', keys }), ...of({})]);
  expect(await publicKeysOf('pair', ports)).toEqual([
    { publicKey: 'whpk_b' },
    { publicKey: 'whpk_a', untilMs: nowMs + 1 },
  ]);
  for (const id of ['desk', 'none']) {
    await expect(publicKeysOf(id, ports)).rejects.toMatchObject({
      problem: {
        status: 404,
        detail: `received ${id}; expected the id of a webhook that signs v1a`,
      },
    });
  }
});
