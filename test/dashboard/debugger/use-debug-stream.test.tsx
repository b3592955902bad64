import '../../support/page.ts';
import { act, cleanup, renderHook } from '@testing-library/react';
import { useDebugStream } from '../../../dashboard/debugger/use-debug-stream.ts';
import { FakeEnvironment } from '../../clients/browser/fake-environment.ts';
import { connected } from '../../clients/react/render-hook.tsx';

const wish = {
  url: 'https://fights.example/',
  token: 'a.b.c',
  tokenInUrl: false,
  cursor: '',
  history: '',
  types: '',
  priority: '',
  clientId: '',
};
const place = new FakeEnvironment();

beforeEach(() => {
  jest.spyOn(globalThis, 'fetch').mockImplementation(place.environment.fetch as typeof fetch);
});
afterEach(cleanup);
afterEach(() => jest.restoreAllMocks());

test('a connection has no id before the server gave it one, also after another one', async () => {
  const { result } = renderHook(() => useDebugStream());
  const connect = async (): Promise<void> => {
    await act(async () => result.current.connect('fights', wish, 'sse', 'https://m.example/poll'));
    await act(async () => await new Promise(resolve => setTimeout(resolve)));
  };
  await connect();
  await act(async () => void (await place.requests[0]?.stream(connected())));
  expect(result.current.connectionId).toBe('c-1');
  await connect();
  await act(async () => await place.requests[1]?.answer(403, { code: 'ROLE_NOT_ALLOWED' }));
  expect(result.current.feed?.stream.view.status).toBe('stopped');
  expect(result.current.connectionId).toBeUndefined();
});
