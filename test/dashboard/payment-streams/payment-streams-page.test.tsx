import '../../support/page.ts';
import { act, screen } from '@testing-library/react';
import { createStore } from 'zustand/vanilla';
import { type Feed, type FeedView, RealtimeProvider } from '../../../clients/react/index.ts';
import { FeedsContext } from '../../../dashboard/feeds/use-feeds.ts';
import PaymentStreamsPage from '../../../dashboard/payment-streams/payment-streams-page.tsx';
import { useDeploymentStore } from '../../../dashboard/session/use-deployment.ts';
import { renderInPage } from '../support/in-page.tsx';

const managementUrl = 'https://management.example/';
const endpoints = {
  channels: { 'payment-streams': 'https://channel.example/' },
  managementUrl,
  token: 't',
};
const deployment = {
  channels: [],
  managementUrl,
  proposalsWebSocketUrl: 'wss://socket.example/live',
  proposalTimeoutSeconds: 180,
  longestLeaseSeconds: 300,
};

/** The page of somebody of that role, where lists are answered like this; the channel says nothing. */
async function show(role: string, answer: () => Promise<Response>): Promise<void> {
  jest.spyOn(globalThis, 'fetch').mockImplementation(async input => {
    if (String(input).startsWith(managementUrl)) return await answer();
    return await new Promise(() => {});
  });
  const view = { status: 'open', method: 'sse', entries: [] } as unknown as FeedView;
  const feed = { store: createStore(() => view) } as unknown as Feed;
  const holding = { hold: () => () => {}, end: () => {} };
  const feeds = { channels: [], byChannel: new Map([['payment-streams', feed]]), holding };
  const session = { token: 't', userId: 'bea', role, expiresAtMs: Number.MAX_SAFE_INTEGER };
  await act(async () => {
    useDeploymentStore.setState({ state: { kind: 'ready', deployment, people: [] } });
    renderInPage(
      <RealtimeProvider endpoints={endpoints}>
        <FeedsContext value={feeds}>
          <PaymentStreamsPage session={session} />
        </FeedsContext>
      </RealtimeProvider>,
    );
  });
}

afterEach(() => jest.restoreAllMocks());

test.each([
  ['bettor', 'My payment streams', /as soon as you are its sender or its recipient/],
  ['operator', 'Payment streams', /as soon as a backend writes it/],
])('to a %s who has none it says how one comes about', async (role, title, words) => {
  await show(role, async () => Response.json({ at: 1, streams: [] }));
  screen.getByRole('heading', { name: title, level: 1 });
  await screen.findByText(words);
});

test('while they are awaited nothing is counted, and no list is said to be empty', async () => {
  await show('admin', () => new Promise(() => {}));
  screen.getByText('Loading the payment streams…');
  expect(screen.getAllByText('–')).toHaveLength(4);
});

test('lists that are refused say why, and are no lists without payment streams', async () => {
  const problem = { status: 503, code: 'UNAVAILABLE', detail: 'something behind failed' };
  await show('admin', async () => Response.json(problem, { status: 503 }));
  await screen.findByText('Could not ask for the payment streams');
  screen.getByText('something behind failed');
  expect(screen.getAllByText('–')).toHaveLength(4);
});

test('a deployment of before does not provide them', async () => {
  const problem = { status: 404, code: 'NOT_FOUND', detail: 'there is no such path' };
  await show('admin', async () => Response.json(problem, { status: 404 }));
  await screen.findByText('This deployment does not provide the payment streams');
});
