import '../../support/page.ts';
import { act, screen } from '@testing-library/react';
import { RealtimeProvider } from '../../../clients/react/index.ts';
import { OpenFights } from '../../../dashboard/bettors/open-fights.tsx';
import { FakeEnvironment } from '../../clients/browser/fake-environment.ts';
import { connected } from '../../clients/react/render-hook.tsx';
import { renderInPage } from '../support/in-page.tsx';

const endpoints = { channels: { fights: 'https://fights.example/' } };
const scout = { userId: 'olga', role: 'operator', token: 'a.b.c' };

const opened = (seq: number, fightId: string): string => {
  const data = { fightId, status: 'betting' };
  const event = { id: `i${seq}`, type: 'FIGHT_CREATED', timestamp: seq, channel: 'fights', data };
  const envelope = { priority: 'normal', source: 'Fights', version: '1.0', ...event };
  return `id: b.${seq}\nevent: FIGHT_CREATED\ndata: ${JSON.stringify(envelope)}\n\n`;
};
const gap = (reason: string): string =>
  `id: b.1\nevent: gap\ndata: ${JSON.stringify({ from: 'a.1', to: 'b.1', reason })}\n\n`;

afterEach(() => jest.restoreAllMocks());

test.each([
  ['unknown-cursor', 'open: new', false],
  ['expired', 'open: new, old', true],
])('after a gap by %s the form offers what is %s', async (reason, offered, isReported) => {
  const place = new FakeEnvironment();
  jest.spyOn(globalThis, 'fetch').mockImplementation(place.environment.fetch as typeof fetch);
  renderInPage(
    <RealtimeProvider endpoints={endpoints}>
      <OpenFights scout={scout}>{({ open }) => `open: ${open.join(', ')}`}</OpenFights>
    </RealtimeProvider>,
  );
  await act(async () => await new Promise(resolve => setTimeout(resolve)));
  await act(async () => {
    const text = [connected(), opened(1, 'old'), gap(reason), opened(2, 'new')].join('');
    await place.requests[0]?.stream(text);
  });
  await screen.findByText(offered);
  expect(screen.queryByText(/Something may be missing/) !== null).toBe(isReported);
});
