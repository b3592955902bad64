import '../../support/page.ts';
import { act, cleanup, renderHook as render } from '@testing-library/react';
import { type ReactNode, StrictMode } from 'react';
import { RealtimeProvider } from '../../../clients/react/index.ts';
import { FakeEnvironment } from '../browser/fake-environment.ts';

const endpoints = {
  channels: {
    fights: 'https://fights.example/',
    bets: 'https://bets.example/',
    'payment-streams': 'https://payment-streams.example/',
    workflows: 'https://workflows.example/',
    system: 'https://system.example/',
  },
  managementUrl: 'https://management.example/',
  proposalsWebSocketUrl: 'wss://socket.example/live',
  token: 'provided',
};

/** A hook in a page in strict mode, with the network and the time in the hands of the test. */
export function renderHook<Result, Props>(
  hook: (props: Props & { readonly environment: FakeEnvironment['environment'] }) => Result,
  props: Props,
  place = new FakeEnvironment(),
) {
  const { environment } = place;
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <StrictMode>
      <RealtimeProvider endpoints={endpoints}>{children}</RealtimeProvider>
    </StrictMode>
  );
  const rendered = render((given: Props) => hook({ ...given, environment }), {
    wrapper,
    initialProps: props,
  });
  return { ...rendered, place };
}

/** Does something once what came before has settled, and lets React and the feeds catch up. */
export async function doing(something: () => Promise<unknown> | unknown): Promise<void> {
  await act(async () => {
    await settled();
    await something();
    await settled();
  });
}

/** A few turns of the loop: a request waits for its token, a feed for its batch of no time. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise(resolve => setTimeout(resolve));
}

/** A feed hands its entries on at once here, so that no test waits. */
export const atOnce = { batchMs: 0 } as const;

afterEach(cleanup);

/** One event as a frame of a stream. */
export function frame(seq: number, type = 'FIGHT_CREATED', channel = 'fights'): string {
  const event = {
    id: `${channel}-${seq}`,
    type,
    timestamp: 1_795_000_000_000 + seq,
    priority: 'normal',
    source: 'Fights',
    version: '1.0',
    channel,
    data: { fightId: `f${seq}`, status: 'upcoming' },
  };
  return `id: e.${seq}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** What a stream begins with. */
export function connected(channel = 'fights', cursor = 'e.0'): string {
  const data = {
    connectionId: 'c-1',
    channel,
    role: 'admin',
    cursor,
    heartbeatMs: 15_000,
    endsAt: 1_795_000_300_000,
  };
  return `retry: 1000\nid: ${cursor}\nevent: connected\ndata: ${JSON.stringify(data)}\n\n`;
}
