import '../../support/page.ts';
import { act, fireEvent, screen, within } from '@testing-library/react';
import { at, ofOne, refusal, showWebhooks, webhook } from './webhook-pages.tsx';

afterEach(() => jest.restoreAllMocks());

const address = '/webhooks?webhook=orders-desk';

const click = (name: string) =>
  act(async () => void fireEvent.click(screen.getByRole('button', { name })));

test.each([
  ['gone', /^Its receiver answered 410 Gone/, /repair it or change the URL, then enable it/],
  ['failing', /^Nothing but failures came of five days/, /Look at the last attempts below/],
  ['maker_revoked', /was revoked or banned/, /Whoever enables it or takes it over answers for it/],
  ['maker_demoted', /has a lesser role now/, /Whoever enables it or takes it over answers for it/],
] as const)(
  'one that was disabled because of %s says why, and what to do',
  async (reason, why, todo) => {
    await showWebhooks(address, ofOne(webhook({ status: 'disabled', reason })));
    await screen.findByText('Disabled by the system: nothing is sent');
    screen.getByText(why);
    screen.getByText(todo);
    screen.getByText('none while it is disabled');
    expect(screen.getByRole('button', { name: 'Send a test' }).hasAttribute('disabled')).toBe(true);
  },
);

test('the next attempt is counted down by what the server says, however many wait, and asks for none of them', async () => {
  const health = { state: 'failing', failuresInARow: 1, waiting: 1_000 } as const;
  const { asked } = await showWebhooks(
    address,
    ofOne(webhook({ health: { ...health, nextAttemptAt: at + 125_900 } })),
  );
  await screen.findByText(/^in 2 min/);
  expect(asked.some(({ path }) => path.includes('state=pending'))).toBe(false);
});

test.each([
  [true, 'some are in the log'],
  [false, 'none'],
])('whether it is behind is shown: %s', async (isBehind, said) => {
  const health = { state: 'healthy', failuresInARow: 0, waiting: 0, isBehind } as const;
  await showWebhooks(address, ofOne(webhook({ health })));
  const name = await screen.findByText('Events that it did not get to yet');
  expect(name.parentElement?.textContent).toContain(said);
});

test('a server that is older does not say when the next attempt is', async () => {
  const health = { state: 'failing', failuresInARow: 1, waiting: 2 } as const;
  await showWebhooks(address, ofOne(webhook({ health })));
  await screen.findByText('2 deliveries');
  screen.getByText('not known');
});

test.each([
  ['kim', 'Enable', 'Change'],
  ['olga', undefined, 'Take it over'],
])(
  'one that is disabled for its maker’s sake is, if %s’s, enabled by the button %s',
  async (maker, button, link) => {
    const left = webhook({ status: 'disabled', reason: 'maker_demoted', maker });
    await showWebhooks(address, ofOne(left));
    const form = await screen.findByRole('link', { name: link });
    expect(form.getAttribute('href')).toBe('/webhooks?webhook=orders-desk&form=change');
    expect(screen.queryByRole('button', { name: 'Enable' })?.textContent).toBe(button);
  },
);

test('a recovery whose beginning is kept no longer says so, and one that is under way that it ends', async () => {
  const recovering = { since: at - 2_000, until: at };
  const health = { state: 'healthy', failuresInARow: 0, waiting: 0, recovering } as const;
  await showWebhooks(address, {
    ...ofOne(webhook({ health })),
    'POST webhooks/orders-desk/recover': () =>
      Response.json({ since: at - 1_000, until: at, isCut: true }),
  });
  await screen.findByRole('button', { name: 'Recover a time' });
  await click('Recover a time');
  const dialog = await screen.findByRole('dialog', { name: 'Recover a time' });
  within(dialog).getByText(/this one takes its place/);
  await act(
    async () => void fireEvent.click(within(dialog).getByRole('button', { name: 'Recover' })),
  );
  await within(dialog).findByText('Its beginning is not in the log any more');
});

test('it can be tested, paused and enabled, and a refusal says why', async () => {
  const { asked } = await showWebhooks(address, {
    ...ofOne(webhook()),
    'POST webhooks/orders-desk/test': () => Response.json({ deliveryId: '17-test-abcdefgh' }),
    'PATCH webhooks/orders-desk': () => refusal(409, 'WEBHOOK_CHANGED', 'received version 1'),
  });
  await screen.findByRole('button', { name: 'Send a test' });
  await click('Send a test');
  const link = await screen.findByRole('link', { name: 'See what comes of it' });
  expect(link.getAttribute('href')).toBe('/webhooks?webhook=orders-desk&delivery=17-test-abcdefgh');
  await click('Pause');
  await screen.findByText('Somebody else changed it at the same time');
  screen.getByText('received version 1');
  expect(asked.filter(({ method }) => method !== 'GET')).toEqual([
    { method: 'POST', path: 'webhooks/orders-desk/test', body: {} },
    { method: 'PATCH', path: 'webhooks/orders-desk', body: { status: 'paused' } },
  ]);
});

test('a key is rotated with an overlap, and the secret is shown in that dialog alone', async () => {
  const secret = `whsec_${'B'.repeat(43)}=`;
  const { asked } = await showWebhooks(address, {
    ...ofOne(webhook()),
    'POST webhooks/orders-desk/rotate': () =>
      Response.json({ secret, previousUntil: at + 86_400_000 }),
  });
  await screen.findByRole('button', { name: 'Rotate the key' });
  await click('Rotate the key');
  const dialog = await screen.findByRole('dialog', { name: 'Rotate the key' });
  await act(
    async () => void fireEvent.click(within(dialog).getByRole('button', { name: 'Rotate' })),
  );
  await within(dialog).findByText(secret);
  within(dialog).getByText('The secret is shown this once');
  within(dialog).getByRole('button', { name: 'Copy the secret' });
  expect(asked.at(-1)).toBeDefined();
  expect(asked.find(({ path }) => path.endsWith('/rotate'))?.body).toEqual({
    overlapSeconds: 86_400,
  });
  await click('I have it');
  expect(screen.queryByText(secret)).toBeNull();
  await click('Rotate the key');
  expect(screen.queryByText(secret)).toBeNull();
});

test('a time is recovered, and a range that ends before it begins is not asked for', async () => {
  const { asked } = await showWebhooks(address, {
    ...ofOne(webhook()),
    'POST webhooks/orders-desk/recover': () => Response.json({ since: at - 1_000, until: at }),
  });
  await screen.findByRole('button', { name: 'Recover a time' });
  await click('Recover a time');
  const dialog = await screen.findByRole('dialog', { name: 'Recover a time' });
  const type = (label: RegExp, value: string) =>
    act(
      async () =>
        void fireEvent.change(within(dialog).getByLabelText(label), { target: { value } }),
    );
  await type(/^From/, '2025-11-21T20:00');
  await type(/^To/, '2025-11-21T19:00');
  within(dialog).getByText('Its end must come after its beginning.');
  await type(/^To/, '2025-11-21T21:00');
  await act(
    async () => void fireEvent.click(within(dialog).getByRole('button', { name: 'Recover' })),
  );
  await within(dialog).findByText('It is being recovered');
  const recovered = asked.filter(({ path }) => path.endsWith('/recover'));
  expect(recovered.map(({ body }) => body)).toEqual([
    {
      since: new Date('2025-11-21T20:00').toISOString(),
      until: new Date('2025-11-21T21:00').toISOString(),
    },
  ]);
});

test('it is removed only once that was confirmed', async () => {
  const { asked, address: shown } = await showWebhooks(address, {
    ...ofOne(webhook()),
    'DELETE webhooks/orders-desk': () => Response.json({ removed: true }),
    'GET webhooks': () => Response.json({ at, webhooks: [] }),
  });
  await screen.findByRole('button', { name: 'Remove' });
  await click('Remove');
  await screen.findByRole('dialog', { name: 'Remove the webhook' });
  expect(asked.some(({ method }) => method === 'DELETE')).toBe(false);
  await click('Remove it');
  await screen.findByText('No webhooks yet');
  expect(shown()).toBe('/webhooks');
});

test('one that is not there, or not one’s own, is missing', async () => {
  await showWebhooks(address, {
    'GET webhooks/orders-desk': () => refusal(404, 'NOT_FOUND', 'there is none'),
  });
  await screen.findByText('There is no such webhook');
});
