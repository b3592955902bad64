import { runConcurrently } from '../../core/run-concurrently.ts';
import { untilSo } from '../bulk/until-so.ts';
import type { MeasuredUsage } from '../cost-counts/measured-usage.ts';
import { type CountingReceiver, startCountingReceiver } from './counting-receiver.ts';
import type { WebhookHost } from './webhook-host.ts';

/** How fast so many events reached so many receivers. */
export interface Throughput {
  readonly receivers: number;
  readonly deliveries: number;
  readonly perSecond: number;
  /** A bare loop of posts of the same body to the same receivers, four at once each. */
  readonly barePerSecond: number;
  readonly repeats: number;
  /** What the functions consumed of the tables meanwhile. */
  readonly usage: MeasuredUsage;
}

const publishedAtOnce = 25;
/** As the lanes have it. */
const postsAtOnce = 4;
/** What is written after a post, such as where a lane is, has been by then. */
const settledMs = 5_000;

/** Publishes events while the webhooks look on, and waits for the last of them everywhere. */
export async function measureThroughput(
  { host, register, remove, publish }: WebhookHost,
  count: number,
  events: number,
): Promise<Throughput> {
  const type = `bench.${count}.${Date.now()}`;
  const receivers = await Promise.all(Array.from({ length: count }, () => startCountingReceiver()));
  const ids: string[] = [];
  try {
    for (const { url } of receivers) ids.push(await register(url, type));
    const eventIds = Array.from({ length: events }, (_, at) => `${type}.${at}`);
    let elapsedMs = 0;
    const usage = await host.counted(`${count} receivers`, async () => {
      const startedAt = performance.now();
      await runConcurrently(eventIds, publishedAtOnce, async id => await publish(id, type));
      await untilSo(() => receivers.every(({ arrivedAtMs }) => arrivedAtMs.size === events));
      elapsedMs = performance.now() - startedAt;
      await new Promise(resume => setTimeout(resume, settledMs));
      return { events };
    });
    const repeats = receivers.reduce((sum, each) => sum + each.repeats(), 0);
    const deliveries = count * events;
    return {
      receivers: count,
      deliveries,
      perSecond: (deliveries / elapsedMs) * 1_000,
      barePerSecond: await barePosts(receivers, events),
      repeats,
      usage,
    };
  } finally {
    for (const id of ids) await remove(id);
    await Promise.all(receivers.map(({ close }) => close()));
  }
}

/** Posts a second of this machine when nothing is done but posting. */
async function barePosts(receivers: readonly CountingReceiver[], each: number): Promise<number> {
  const body = JSON.stringify({ id: 'bare', type: 'bench', data: { amount: 5_000 } });
  const startedAt = performance.now();
  await Promise.all(
    receivers.map(async ({ url }) => {
      await runConcurrently(Array.from({ length: each }), postsAtOnce, async () => {
        await (await fetch(url, { method: 'POST', body })).arrayBuffer();
      });
    }),
  );
  return ((receivers.length * each) / (performance.now() - startedAt)) * 1_000;
}
