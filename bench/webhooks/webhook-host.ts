import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CostHost, startCostHost } from '../cost-counts/cost-host.ts';

/** A local host whose webhooks may post to this machine. */
export interface WebhookHost {
  readonly host: CostHost;
  /** Registers a webhook for events of that type. */
  register(url: string, type: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  remove(webhookId: string): Promise<void>;
  /** Writes one event of that type into the Outbox. */
  publish(eventId: string, type: string): Promise<void>;
  stop(): Promise<void>;
}

const tokenSeconds = 3_600_000;

/** Starts it, and signs in. */
export async function startWebhookHost(): Promise<WebhookHost> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-webhooks-'));
  const host = await startCostHost(directory, { webhookLoopback: 'true' });
  const url = host.output('ManagementUrl').replace(/\/$/, '');
  let token = { text: '', untilMs: 0 };
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    if (Date.now() > token.untilMs) {
      const untilMs = Date.now() + tokenSeconds / 2;
      token = { text: await host.token('bench', 'admin'), untilMs };
    }
    for (;;) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token.text}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = (await response.json()) as Answer;
      if (response.ok) return answer;
      const seconds = Number(response.headers.get('retry-after'));
      if (response.status !== 429 || !(seconds > 0)) {
        throw new Error(`${method} ${path} was refused: ${JSON.stringify(answer)}`);
      }
      await new Promise(resume => setTimeout(resume, seconds * 1_000));
    }
  };
  return {
    host,
    register: async (receiver, type, more = {}) => {
      const request = { url: receiver, channels: ['bets'], types: [type], ...more };
      const { webhook } = await call('POST', '/webhooks', request);
      if (webhook === undefined) throw new Error('the answer has no webhook');
      return webhook.webhookId;
    },
    remove: async webhookId => {
      await call('DELETE', `/webhooks/${webhookId}`);
    },
    publish: (eventId, type) =>
      host.put('Outbox', { eventId, type, channel: 'bets', data: { amount: 5_000 } }),
    stop: async () => {
      await host.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

interface Answer {
  readonly webhook?: { readonly webhookId: string };
}
