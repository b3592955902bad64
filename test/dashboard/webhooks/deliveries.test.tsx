import '../../support/page.ts';
import { act, fireEvent, screen, within } from '@testing-library/react';
import { at, ofOne, refusal, showWebhooks, webhook } from './webhook-pages.tsx';

afterEach(() => jest.restoreAllMocks());

const delivery = {
  ...{ deliveryId: '17-42', messageId: 'msg_2Fv9Q0yJ7mZr4kTnXw8aBc', eventId: 'e-1.matched' },
  ...{ type: 'BET_MATCHED', channel: 'bets', state: 'pending', cursor: 'dhw6.42' },
  ...{ createdAt: at - 120_000, attemptCount: 2, nextAttemptAt: at + 300_900 },
};
const lastAttempt = { at: at - 60_000, tookMs: 15_000, failure: 'TIMEOUT' };

test('they are listed with state, next attempt and last answer; which ones stands in the address [W3]', async () => {
  const { asked, address: shown } = await showWebhooks('/webhooks?webhook=orders-desk', {
    ...ofOne(webhook()),
    'GET webhooks/orders-desk/deliveries': ({ path }) =>
      Response.json({
        at,
        deliveries: path.includes('next=') ? [] : [{ ...delivery, lastAttempt }],
        ...(!path.includes('next=') && { next: 'behind' }),
      }),
  });
  const row = await screen.findByRole('row', { name: /BET_MATCHED/ });
  within(row).getByText('pending');
  within(row).getByText(/^in 5 min/);
  within(row).getByText('it took too long');
  await act(async () => void fireEvent.click(screen.getByRole('radio', { name: 'Pending' })));
  expect(shown()).toBe('/webhooks?webhook=orders-desk&state=pending');
  const older = await screen.findByRole('button', { name: 'Older' });
  await act(async () => void fireEvent.click(older));
  expect(shown()).toBe('/webhooks?webhook=orders-desk&state=pending&page=behind');
  await screen.findByText('None on this page.');
  expect(asked.at(-1)?.path).toBe(
    'webhooks/orders-desk/deliveries?state=pending&limit=25&next=behind',
  );
  await act(async () => void fireEvent.click(screen.getByRole('button', { name: 'Newest' })));
  await screen.findByRole('row', { name: /BET_MATCHED/ });
});

test('while the webhook is not enabled nothing is counted down', async () => {
  const { nextAttemptAt: _none, ...waiting } = delivery;
  await showWebhooks('/webhooks?webhook=orders-desk', {
    ...ofOne(webhook({ status: 'paused' })),
    'GET webhooks/orders-desk/deliveries': () => Response.json({ at, deliveries: [waiting] }),
  });
  await screen.findByText('once it is enabled');
  expect(screen.queryByRole('timer')).toBeNull();
});

test('without any it says so', async () => {
  await showWebhooks('/webhooks?webhook=orders-desk', ofOne(webhook()));
  await screen.findByText(/^Nothing was sent to it yet/);
});

const address = '/webhooks?webhook=orders-desk&delivery=17-42';
const attempts = [
  {
    at: at - 90_000,
    tookMs: 1_400,
    status: 503,
    answer: 'try later',
    answerCut: true,
    retryAfterMs: 60_000,
  },
  { ...lastAttempt, message: 'received no answer within 15 s' },
];
const request = {
  headers: { 'content-type': 'application/json', 'webhook-id': delivery.messageId },
  body: '{"type":"BET_MATCHED","data":{"betId":"b-1"}}',
};

test('one shows what is posted, and what came of each attempt [W3]', async () => {
  await showWebhooks(address, {
    'GET webhooks/orders-desk/deliveries/17-42': () =>
      Response.json({ at, delivery: { ...delivery, attemptCount: 22, attempts, request } }),
  });
  await screen.findByRole('heading', { name: 'BET_MATCHED' });
  expect(screen.getByRole('group', { name: 'Headers' }).textContent).toBe(
    `content-type: application/json\nwebhook-id: ${delivery.messageId}`,
  );
  expect(screen.getByRole('group', { name: 'Body' }).textContent).toContain('"betId": "b-1"');
  const [newest, before] = screen.getAllByRole('listitem');
  within(newest as HTMLElement).getByText('22.');
  within(newest as HTMLElement).getByText('it took too long: received no answer within 15 s');
  within(before as HTMLElement).getByText('answered 503');
  within(before as HTMLElement).getByText('try later');
  within(before as HTMLElement).getByText('There was more of it; the beginning is kept.');
  within(before as HTMLElement).getByText('The receiver asked to wait for 1 minute.');
  screen.getByText('Earlier ones are not remembered.');
});

test('it is sent again, and a refusal says why', async () => {
  let isRefused = true;
  const { asked } = await showWebhooks(address, {
    'GET webhooks/orders-desk/deliveries/17-42': () =>
      Response.json({ at, delivery: { ...delivery, attempts, request } }),
    'POST webhooks/orders-desk/deliveries/17-42/redeliver': () =>
      isRefused
        ? refusal(409, 'WEBHOOK_DELIVERIES_FULL', 'received one more than 1200')
        : Response.json({ deliveryId: '17-42' }, { status: 202 }),
  });
  const again = await screen.findByRole('button', { name: 'Send it again' });
  await act(async () => void fireEvent.click(again));
  await screen.findByText('As many deliveries wait as may');
  isRefused = false;
  await act(async () => void fireEvent.click(again));
  await screen.findByText(/^It is sent next, with the same webhook-id/);
  expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(2);
});

test('a gap before it is named', async () => {
  const gap = { from: 'dhw6.1', to: 'dhw6.40', reason: 'expired' };
  await showWebhooks(address, {
    'GET webhooks/orders-desk/deliveries/17-42': () =>
      Response.json({ at, delivery: { ...delivery, gap, attempts: [], attemptCount: 0, request } }),
  });
  await screen.findByText('Events are missing before it');
  screen.getByText('It was not attempted yet.');
});

test('one that is kept no longer says so', async () => {
  await showWebhooks(address, {
    'GET webhooks/orders-desk/deliveries/17-42': () => refusal(404, 'NOT_FOUND', 'kept no longer'),
  });
  await screen.findByText('There is no such delivery');
});
