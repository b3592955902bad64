import '../../support/page.ts';
import { act } from '@testing-library/react';
import { Router } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { RealtimeProvider, type Webhook } from '../../../clients/react/index.ts';
import WebhooksPage from '../../../dashboard/webhooks/webhooks-page.tsx';
import { renderInPage } from '../support/in-page.tsx';

const managementUrl = 'https://management.example/';
const endpoints = {
  channels: { system: 'https://system.example/' },
  managementUrl,
  token: 't',
};

/** A moment of the tests, by the server's clock. */
export const at = Date.parse('2026-11-21T20:00:00Z');

/** A request as a test looks at it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** What the API answers, by `METHOD path`; what is not named never answers. */
export type Answers = Readonly<Record<string, (asked: Asked) => Response | Promise<Response>>>;

/** The page at an address, for somebody, where the API answers like this. */
export async function showWebhooks(
  address: string,
  answers: Answers,
  role = 'admin',
): Promise<{ readonly asked: readonly Asked[]; readonly address: () => string | undefined }> {
  const asked: Asked[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = new URL(String(input));
    if (url.origin !== new URL(managementUrl).origin) return await new Promise(() => {});
    const method = init?.method ?? 'GET';
    const body = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const one = { method, path: `${url.pathname.slice(1)}${url.search}`, body };
    asked.push(one);
    const answer = answers[`${method} ${url.pathname.slice(1)}`];
    return answer === undefined ? await new Promise(() => {}) : await answer(one);
  });
  const place = memoryLocation({ path: address, record: true });
  const session = { token: 't', userId: 'kim', role, expiresAtMs: Infinity };
  await act(async () => {
    renderInPage(
      <RealtimeProvider endpoints={endpoints}>
        <Router hook={place.hook} searchHook={place.searchHook}>
          <WebhooksPage session={session} />
        </Router>
      </RealtimeProvider>,
    );
  });
  return { asked, address: () => place.history.at(-1) };
}

/** What GET /webhooks has of one. */
export function webhook(given: Partial<Webhook> = {}): Webhook {
  return {
    ...{ webhookId: 'orders-desk', url: 'https://orders.example.com/hooks', channels: ['bets'] },
    ...{ types: ['BET_MATCHED'], format: 'standard', signature: 'v1', retryAttempts: 9 },
    ...{ timeoutMs: 15_000, status: 'enabled', maker: 'kim', createdAt: at - 86_400_000 },
    ...{ updatedAt: at - 86_400_000, keys: [{ createdAt: at - 86_400_000 }] },
    health: { state: 'unknown', failuresInARow: 0, waiting: 0 },
    ...given,
  };
}

/** The answers for one webhook that has no deliveries. */
export const ofOne = (one: Webhook): Answers => ({
  [`GET webhooks/${one.webhookId}`]: () => Response.json({ at, webhook: one }),
  [`GET webhooks/${one.webhookId}/deliveries`]: () => Response.json({ at, deliveries: [] }),
});

/** A refusal as the API says it. */
export const refusal = (status: number, code: string, detail: string): Response =>
  Response.json({ status, code, detail }, { status });
