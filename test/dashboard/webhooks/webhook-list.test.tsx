import '../../support/page.ts';
import { screen } from '@testing-library/react';
import { at, refusal, showWebhooks, webhook } from './webhook-pages.tsx';

afterEach(() => jest.restoreAllMocks());

test('each stands with its status and its health [W3]', async () => {
  const health = {
    ...({
      state: 'failing',
      failuresInARow: 7,
      waiting: 12,
      failingSince: at - 3_600_000,
    } as const),
    ...{ lastFailureAt: at - 60_000, lastFailure: { status: 503 }, readUntil: at - 60_000 },
    ...{ slowUntil: at + 300_000, recovering: { since: at - 7_200_000, until: at } },
  };
  await showWebhooks('/webhooks', {
    'GET webhooks': () => Response.json({ at, webhooks: [webhook({ health })] }),
  });
  await screen.findByRole('link', { name: 'orders-desk' });
  screen.getByText('failing');
  screen.getByText('12 deliveries');
  screen.getByText(/1 h ago, 7 times in a row/);
  screen.getByText(/1 min ago \(answered 503\)/);
  screen.getByText(/^for another/);
  screen.getByText(/^what came from/);
});

test('one that is disabled says why, and one that is paused is not called healthy', async () => {
  const health = { state: 'healthy', failuresInARow: 0, waiting: 0 } as const;
  const webhooks = [
    webhook({ webhookId: 'gone', status: 'disabled', reason: 'gone' }),
    webhook({ webhookId: 'resting', status: 'paused', health }),
  ];
  await showWebhooks('/webhooks', { 'GET webhooks': () => Response.json({ at, webhooks }) });
  await screen.findByText(/^Its receiver answered 410 Gone/);
  screen.getByText('paused');
  expect(screen.queryByText('healthy')).toBeNull();
});

test('where there is none it says what one is, and how to register one', async () => {
  await showWebhooks('/webhooks', { 'GET webhooks': () => Response.json({ at, webhooks: [] }) });
  await screen.findByText('No webhooks yet');
  expect(screen.getByRole('link', { name: 'Register a webhook' }).getAttribute('href')).toBe(
    '/webhooks?form=new',
  );
});

test('while they are awaited none is said to be there, and none not to be', async () => {
  await showWebhooks('/webhooks', {});
  screen.getByText('Loading the webhooks…');
  expect(screen.queryByText('No webhooks yet')).toBeNull();
});

test('a deployment that is older than the page has none to show', async () => {
  await showWebhooks('/webhooks', {
    'GET webhooks': () => refusal(404, 'NOT_FOUND', 'there is no such path'),
  });
  await screen.findByText('This deployment does not provide the webhooks');
});

test('a refusal says why', async () => {
  await showWebhooks('/webhooks', {
    'GET webhooks': () => refusal(503, 'UNAVAILABLE', 'something behind failed'),
  });
  await screen.findByText('Could not ask for the webhooks');
  screen.getByText('something behind failed');
});

test('who is not of the staff is asked for nothing', async () => {
  const { asked } = await showWebhooks('/webhooks', {}, 'bettor');
  screen.getByText('This is for the staff');
  expect(asked).toEqual([]);
});
