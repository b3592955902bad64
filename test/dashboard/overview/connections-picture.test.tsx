import '../../support/page.ts';
import { act } from '@testing-library/react';
import { RealtimeProvider } from '../../../clients/react/index.ts';
import { ConnectionsPicture } from '../../../dashboard/overview/connections-picture.tsx';
import { useSessionStore } from '../../../dashboard/session/session-store.ts';
import { renderInPage } from '../support/in-page.tsx';

const asked = jest.spyOn(globalThis, 'fetch');

beforeEach(() => {
  jest.useFakeTimers();
  asked.mockReset().mockImplementation(async () => new Response('{}', { status: 503 }));
});
afterEach(() => {
  useSessionStore.getState().signOut();
  jest.useRealTimers();
});

const endpoints = { channels: {}, managementUrl: 'https://management.example/', token: 't' };

async function open(role: string) {
  const session = { token: 't', userId: 'ana', role, expiresAtMs: Number.MAX_SAFE_INTEGER };
  useSessionStore.getState().signIn(session);
  const page = renderInPage(
    <RealtimeProvider endpoints={endpoints}>
      <ConnectionsPicture />
    </RealtimeProvider>,
  );
  await pass(1_000);
  return page;
}

const pass = (ms: number) => act(async () => await jest.advanceTimersByTimeAsync(ms));

test.each(['admin', 'operator'])('the %s asks for the statistics, again and again', async role => {
  const page = await open(role);
  expect(asked).toHaveBeenCalledTimes(1);
  await pass(30_000);
  expect(asked).toHaveBeenCalledTimes(7);
  page.getByText('Could not ask for the statistics');
});

test('who is not of the staff does not ask, and is shown nothing of it', async () => {
  const page = await open('auditor');
  await pass(30_000);
  expect(asked).not.toHaveBeenCalled();
  expect(page.container.querySelector('.card')).toBeNull();
});

test('once the token is refused it is not asked any more', async () => {
  const page = await open('admin');
  act(() => useSessionStore.getState().refuse('revoked'));
  await pass(30_000);
  expect(asked).toHaveBeenCalledTimes(1);
  expect(page.queryByText('Asking for the statistics…')).toBeNull();
  expect(page.queryByText('Could not ask for the statistics')).toBeNull();
});
