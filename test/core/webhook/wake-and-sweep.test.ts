import type { Segment } from '../../../core/log/segment.ts';
import { deliveryIdOf, testDeliveryId } from '../../../core/webhook/delivery-id.ts';
import { isForWebhook } from '../../../core/webhook/is-for-webhook.ts';
import { sweepLanes } from '../../../core/webhook/sweep-lanes.ts';
import { wakeWebhooks } from '../../../core/webhook/wake-webhooks.ts';
import type { ChannelEvent } from '../../../core/wire/event.ts';
import { adminWebhook, betEvent, startMs } from './lane/lane-world.ts';

function segment(events: readonly ChannelEvent[], channel: Segment['channel'] = 'global'): Segment {
  return {
    ...{ channel, firstSeq: 1, lastSeq: 1, epoch: 'abc', generation: 1, appendedAtMs: startMs },
    ...{ expiresAtSec: 2_000_000_000, events },
  };
}

test('an event wakes the webhooks whose types and channels it may be of, each once', async () => {
  const woken: string[] = [];
  const ports = {
    webhooks: async () => [
      { webhookId: 'all', types: ['*'] },
      { webhookId: 'bets', types: ['NEW_*'], channels: ['bets' as const] },
      { webhookId: 'other-type', types: ['BET_MATCHED'] },
      { webhookId: 'other-channel', types: ['*'], channels: ['finance' as const] },
    ],
    wake: async (ids: readonly string[]) => {
      woken.push(...ids);
    },
  };
  expect(await wakeWebhooks([segment([betEvent('1'), betEvent('2')])], ports)).toBe(2);
  expect(woken).toEqual(['all', 'bets']);
  const own = betEvent('3', { type: 'webhook.recovered', channel: 'system' });
  expect(await wakeWebhooks([segment([own]), segment([betEvent('4')], 'bets')], ports)).toBe(0);
});

test.each([
  ['an admin’s own channels', {}, betEvent('1', { channel: 'finance' }), true],
  ['an operator’s', { role: 'operator' }, betEvent('1', { channel: 'finance' }), false],
  ['a bettor’s', { role: 'bettor' }, betEvent('1'), false],
  [
    'what webhooks report',
    {},
    betEvent('1', { type: 'webhook.disabled', channel: 'system' }),
    false,
  ],
  [
    'what is addressed to the maker',
    { role: 'bettor' },
    betEvent('1', { channel: 'inbox', metadata: { target: { users: ['kim'] } } }),
    true,
  ],
  [
    'what is addressed to someone else',
    {},
    betEvent('1', { metadata: { target: { users: ['bea'] } } }),
    false,
  ],
])('of %s', (_name, claims, event, expected) => {
  const maker = { userId: 'kim', role: 'admin', permissions: [], ...claims };
  expect(isForWebhook(event, adminWebhook({ maker }))).toBe(expected);
});

test('a sweep wakes what is due in all shards, page by page, whichever of them fails', async () => {
  const woken: string[] = [];
  const swept = await sweepLanes({
    due: {
      shards: ['0', '1', '2'],
      list: async (shard, untilMs, after) => {
        expect(untilMs).toBe(startMs - 5_000);
        if (shard === '1') throw new Error('no shard');
        if (shard === '2') return { webhookIds: [] };
        return after ? { webhookIds: ['b'] } : { webhookIds: ['a'], next: { at: 1 } };
      },
    },
    wake: async ids => {
      woken.push(...ids);
    },
    now: () => startMs,
  });
  expect(woken).toEqual(['a', 'b']);
  expect(swept).toEqual({ woken: 2, failures: [new Error('no shard')], isCut: false });
});

test('a sweep ends after 20 pages of a shard, and says that something is left', async () => {
  const list = async () => ({ webhookIds: ['a'], next: { at: 1 } });
  const due = { shards: ['0'], list };
  const swept = await sweepLanes({ due, wake: async () => undefined, now: () => startMs });
  expect(swept).toEqual({ woken: 20, failures: [], isCut: true });
});

test('ids of deliveries sort as the log does', () => {
  expect(deliveryIdOf({ appendedAtMs: 1_795_262_400_000, seq: 42 })).toBe(
    '1795262400000-000000000042',
  );
  expect(testDeliveryId(1_795_262_400_000, 'abcdefgh')).toBe('1795262400000-test-abcdefgh');
});
