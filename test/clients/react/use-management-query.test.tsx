import { act } from '@testing-library/react';
import { useManagementQuery } from '../../../clients/react/index.ts';
import { renderHook } from './render-hook.tsx';

const asked = jest.spyOn(globalThis, 'fetch');

/** What `fetch` does next: answers, or keeps one waiting until it times out. */
let answer: () => Promise<Response>;

beforeEach(() => {
  jest.useFakeTimers({ now: 1_795_000_000_000 });
  answer = async () => Response.json({ status: 'healthy' });
  asked.mockReset().mockImplementation(async (_url, init) => {
    const given = new Promise<never>((_, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
    return await Promise.race([answer(), given]);
  });
});
afterEach(() => {
  see('visible');
  jest.useRealTimers();
});

const pass = (ms: number) => act(async () => await jest.advanceTimersByTimeAsync(ms));

function see(state: DocumentVisibilityState): void {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new window.Event('visibilitychange'));
}

const asking = () =>
  renderHook(() => useManagementQuery<{ status: string }>('health', {}, { everyMs: 5_000 }), {});

test('an answer says when it came, and a refusal after it leaves that as it was', async () => {
  const { result } = asking();
  await pass(1);
  expect(result.current).toMatchObject({
    data: { status: 'healthy' },
    answeredAtMs: 1_795_000_000_000,
    problem: undefined,
  });
  answer = async () => new Response('{}', { status: 503 });
  await pass(5_000);
  expect(result.current).toMatchObject({
    data: { status: 'healthy' },
    answeredAtMs: 1_795_000_000_000,
    problem: { status: 503 },
  });
});

test('a request that is never answered times out after thirty seconds, and is sent again', async () => {
  answer = () => new Promise(() => {});
  const { result } = asking();
  await pass(29_999);
  expect(result.current.problem).toBeUndefined();
  await pass(1);
  expect(result.current.problem).toEqual({
    code: 'NO_ANSWER',
    message: 'received no answer within 30 s, expected one',
  });
  answer = async () => Response.json({ status: 'healthy' });
  await pass(5_000);
  expect(result.current).toMatchObject({ data: { status: 'healthy' }, problem: undefined });
});

test('a page that nobody sees asks nothing, and asks at once when it is seen again', async () => {
  asking();
  await pass(1);
  see('hidden');
  await pass(3_600_000);
  const before = asked.mock.calls.length;
  await act(async () => see('visible'));
  expect(asked.mock.calls.length - before).toBe(1);
  await pass(4_999);
  expect(asked.mock.calls.length - before).toBe(1);
});
