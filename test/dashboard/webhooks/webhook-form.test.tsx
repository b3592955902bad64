import '../../support/page.ts';
import { act, fireEvent, screen } from '@testing-library/react';
import { at, ofOne, refusal, showWebhooks, webhook } from './webhook-pages.tsx';

afterEach(() => jest.restoreAllMocks());

const type = (label: RegExp, value: string) =>
  act(async () => void fireEvent.change(screen.getByLabelText(label), { target: { value } }));

const click = (name: string) =>
  act(async () => void fireEvent.click(screen.getByRole('button', { name })));

test('one is registered, and its secret is shown once, with a way to copy it [W3]', async () => {
  const secret = `whsec_${'A'.repeat(43)}=`;
  const { asked, address } = await showWebhooks('/webhooks?form=new', {
    'POST webhooks': () => Response.json({ webhook: webhook(), secret }, { status: 201 }),
  });
  const register = screen.getByRole('button', { name: 'Register' });
  expect(register.hasAttribute('disabled')).toBe(true);
  screen.getByText('Give the URL that is posted to.');
  await type(/^URL/, ' https://orders.example.com/hooks ');
  await type(/^Id/, 'orders-desk');
  await type(/^Event types/, 'BET_MATCHED, stream.*\nBET_MATCHED');
  await type(/^Retries/, '3');
  await type(/^Timeout/, '5');
  await act(
    async () => void fireEvent.click(screen.getByRole('radio', { name: 'Text for Slack' })),
  );
  await click('Register');
  await screen.findByText(secret);
  screen.getByText('The secret is shown this once');
  screen.getByRole('button', { name: 'Copy the secret' });
  expect(asked).toEqual([
    {
      ...{ method: 'POST', path: 'webhooks' },
      body: {
        ...{ webhookId: 'orders-desk', url: 'https://orders.example.com/hooks' },
        ...{ channels: ['*'], types: ['BET_MATCHED', 'stream.*'], format: 'slack' },
        ...{ signature: 'v1', retryAttempts: 3, timeoutMs: 5_000 },
      },
    },
  ]);
  expect(address()).toBe('/webhooks?form=new');
  expect(screen.getByRole('link', { name: 'I have it, go on' }).getAttribute('href')).toBe(
    '/webhooks?webhook=orders-desk',
  );
});

test('of an Ed25519 key the public one is shown, and that it can be read again', async () => {
  const publicKey = `whpk_${'A'.repeat(43)}=`;
  await showWebhooks('/webhooks?form=new', {
    'POST webhooks': () =>
      Response.json({ webhook: webhook({ signature: 'v1a' }), publicKey }, { status: 201 }),
  });
  await type(/^URL/, 'https://orders.example.com/hooks');
  await act(async () => void fireEvent.click(screen.getByRole('radio', { name: 'Ed25519 (v1a)' })));
  await click('Register');
  await screen.findByText(publicKey);
  screen.getByText(/It can be read again/);
});

test('a refusal says why, and what was typed stays', async () => {
  await showWebhooks('/webhooks?form=new', {
    'POST webhooks': () => refusal(400, 'BODY_INVALID', 'received an http URL, expected https'),
  });
  await type(/^URL/, 'http://orders.example.com/hooks');
  await click('Register');
  await screen.findByText('received an http URL, expected https');
  expect(screen.getByLabelText<HTMLInputElement>(/^URL/).value).toBe(
    'http://orders.example.com/hooks',
  );
});

test('without all channels one must be chosen', async () => {
  await showWebhooks('/webhooks?form=new', {});
  await type(/^URL/, 'https://orders.example.com/hooks');
  await act(async () => void fireEvent.click(screen.getByRole('switch')));
  screen.getByText('Choose a channel, or all.');
});

test('a change sends what differs alone', async () => {
  const { asked, address } = await showWebhooks('/webhooks?webhook=orders-desk&form=change', {
    ...ofOne(webhook()),
    'PATCH webhooks/orders-desk': () => Response.json({ at, webhook: webhook() }),
  });
  await screen.findByText('Nothing is changed yet.');
  await type(/^Description/, 'The desk');
  await click('Save');
  await screen.findByRole('button', { name: 'Send a test' });
  expect(asked.filter(({ method }) => method === 'PATCH')).toEqual([
    {
      ...{ method: 'PATCH', path: 'webhooks/orders-desk' },
      body: { description: 'The desk' },
    },
  ]);
  expect(address()).toBe('/webhooks?webhook=orders-desk');
});

test('another’s stays theirs while its description alone changes, and is taken over with URL and channels', async () => {
  const { asked } = await showWebhooks('/webhooks?webhook=orders-desk&form=change', {
    ...ofOne(webhook({ maker: 'olga' })),
    'PATCH webhooks/orders-desk': () => refusal(409, 'WEBHOOK_CHANGED', 'others were first'),
  });
  await screen.findByText('Nothing is changed yet.');
  await type(/^Description/, 'The desk');
  screen.getByText(/^It stays olga’s/);
  await click('Save');
  await type(/^Event types/, 'NEW_BET');
  screen.getByText('You take it over from olga');
  await click('Save');
  const bodies = asked.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
  expect(bodies).toEqual([
    { description: 'The desk' },
    {
      ...{ description: 'The desk', types: ['NEW_BET'] },
      ...{ url: 'https://orders.example.com/hooks', channels: ['bets'] },
    },
  ]);
});

test('another’s whose maker may not any more is taken over and enabled as it stands', async () => {
  const left = webhook({ maker: 'olga', status: 'disabled', reason: 'maker_revoked' });
  const { asked } = await showWebhooks('/webhooks?webhook=orders-desk&form=change', {
    ...ofOne(left),
    'PATCH webhooks/orders-desk': () => Response.json({ at, webhook: webhook() }),
  });
  await screen.findByText('You take it over from olga');
  await click('Take it over and enable it');
  expect(asked.find(({ method }) => method === 'PATCH')?.body).toEqual({
    ...{ url: 'https://orders.example.com/hooks', channels: ['bets'], status: 'enabled' },
  });
});
