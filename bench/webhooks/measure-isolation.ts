import { setTimeout as sleep } from 'node:timers/promises';
import { untilSo } from '../bulk/until-so.ts';
import { startCountingReceiver } from './counting-receiver.ts';
import type { WebhookHost } from './webhook-host.ts';

/** How late events reach receivers that answer, alone and beside one that never does. */
export interface Isolation {
  readonly aloneMs: readonly number[];
  readonly besideMs: readonly number[];
  /** Posts that the one that never answers was sent meanwhile. */
  readonly hangingPosts: number;
}

/** Events one after the other, so many a second, for so long: first without it, then with it. */
export async function measureIsolation(
  { register, remove, publish }: WebhookHost,
  count: number,
  plan: { readonly perSecond: number; readonly seconds: number },
): Promise<Isolation> {
  const type = `bench.isolation.${Date.now()}`;
  const receivers = await Promise.all(Array.from({ length: count }, () => startCountingReceiver()));
  const hanging = await startCountingReceiver(false);
  const ids: string[] = [];
  const measure = async (name: string): Promise<readonly number[]> => {
    const written: { readonly id: string; readonly atMs: number }[] = [];
    for (let at = 0; at < plan.perSecond * plan.seconds; at += 1) {
      const id = `${type}.${name}.${at}`;
      await publish(id, type);
      written.push({ id, atMs: performance.now() });
      await sleep(1_000 / plan.perSecond);
    }
    await untilSo(() =>
      receivers.every(({ arrivedAtMs }) => written.every(({ id }) => arrivedAtMs.has(id))),
    );
    return receivers.flatMap(({ arrivedAtMs }) =>
      written.map(({ id, atMs }) => (arrivedAtMs.get(id) ?? Number.NaN) - atMs),
    );
  };
  try {
    for (const { url } of receivers) ids.push(await register(url, type));
    const aloneMs = await measure('alone');
    ids.push(await register(hanging.url, type, { timeoutMs: 30_000 }));
    const besideMs = await measure('beside');
    return { aloneMs, besideMs, hangingPosts: hanging.arrivedAtMs.size + hanging.repeats() };
  } finally {
    for (const id of ids) await remove(id);
    await Promise.all([...receivers, hanging].map(({ close }) => close()));
  }
}
