import '../../support/page.ts';
import { act, screen } from '@testing-library/react';
import { createStore } from 'zustand/vanilla';
import { type Feed, type FeedView, RealtimeProvider } from '../../../clients/react/index.ts';
import { FeedsContext } from '../../../dashboard/feeds/use-feeds.ts';
import WorkflowsPage from '../../../dashboard/workflows/workflows-page.tsx';
import { renderInPage } from '../support/in-page.tsx';

const managementUrl = 'https://management.example/';
const endpoints = {
  channels: { workflows: 'https://channel.example/' },
  managementUrl,
  token: 't',
};

interface Shown {
  readonly answer?: () => Promise<Response>;
  readonly status?: FeedView['status'];
  readonly mayRead?: boolean;
}

/** The page where lists are answered like this; the channel says nothing. */
async function show({ answer, status = 'open', mayRead = true }: Shown): Promise<void> {
  jest.spyOn(globalThis, 'fetch').mockImplementation(async input => {
    if (answer && String(input).startsWith(managementUrl)) return await answer();
    return await new Promise(() => {});
  });
  const view = { status, method: 'sse', entries: [] } as unknown as FeedView;
  const feed = { store: createStore(() => view) } as unknown as Feed;
  const holding = { hold: () => () => {}, end: () => {} };
  const byChannel = new Map(mayRead ? [['workflows', feed]] : []);
  const session = { token: 't', userId: 'bea', role: 'operator', expiresAtMs: Infinity };
  await act(async () => {
    renderInPage(
      <RealtimeProvider endpoints={endpoints}>
        <FeedsContext value={{ channels: [], byChannel, holding }}>
          <WorkflowsPage session={session} />
        </FeedsContext>
      </RealtimeProvider>,
    );
  });
}

afterEach(() => jest.restoreAllMocks());

test('where there is none it says how one comes about', async () => {
  await show({ answer: async () => Response.json({ at: 1, workflows: [] }) });
  screen.getByRole('heading', { name: 'Workflows', level: 1 });
  await screen.findByText(/as soon as a backend writes it/);
});

test('while they are awaited nothing is counted, and no list is said to be empty', async () => {
  await show({});
  screen.getByText('Loading the workflows…');
  expect(screen.getAllByText('–')).toHaveLength(5);
});

test('lists that are refused say why, and are no lists without workflows', async () => {
  const problem = { status: 503, code: 'UNAVAILABLE', detail: 'something behind failed' };
  await show({ answer: async () => Response.json(problem, { status: 503 }) });
  await screen.findByText('Could not ask for the workflows');
  screen.getByText('something behind failed');
  expect(screen.getAllByText('–')).toHaveLength(5);
});

test('while nothing arrives what was counted is not known to be so', async () => {
  const workflow = { workflowId: 'w-1', status: 'pending', name: 'A payout' };
  await show({
    status: 'offline',
    answer: async () => Response.json({ at: 1, workflows: [workflow] }),
  });
  await screen.findByText('A payout');
  expect(screen.getAllByText('–')).toHaveLength(5);
});

test('who may not read the channel learns who may, and nothing is asked for', async () => {
  await show({ mayRead: false });
  screen.getByText('You may not see the workflows');
  expect(globalThis.fetch).not.toHaveBeenCalled();
});
