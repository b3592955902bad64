import { ChannelStream } from '../../../../clients/browser/index.ts';
import { FakeEnvironment, settled } from '../fake-environment.ts';

// What is checked here is checked by the compiler: this file would not compile otherwise.
test('a handler knows its payload by the name of the event and of the channel', async () => {
  const around = new FakeEnvironment();
  const { environment } = around;
  const fights = new ChannelStream({
    channel: 'fights',
    url: 'https://x.example.com/',
    environment,
  });
  const told: unknown[] = [];
  fights.on('BETTING_WINDOW_OPENED', ({ type, data }) => {
    const known: 'BETTING_WINDOW_OPENED' = type;
    const openedAt: number = data.openedAt;
    told.push(known, openedAt + 1);
  });
  fights.on('FIGHT_STATUS_UPDATE', ({ data }) => {
    const status: 'upcoming' | 'betting' | 'live' | 'completed' | 'cancelled' = data.newStatus;
    told.push(status);
  });
  // Of another channel, or not documented: any payload.
  fights.on('NEW_BET', ({ data }) => {
    const bet: Readonly<Record<string, unknown>> = data;
    told.push(bet);
  });
  fights.on('gap', ({ from, to, reason }) => told.push(from, to, reason));
  fights.on('error', ({ category }) => told.push(category));
  fights.on('connected', ({ heartbeatMs }) => told.push(heartbeatMs.toFixed()));
  fights.on('*', ({ id, data }) => told.push(id, data.openedAt));
  // @ts-expect-error amounts are of bets, not of fights
  fights.on('BETTING_WINDOW_OPENED', ({ data }) => told.push(data.amount.toFixed()));
  // On `global` there is everything.
  const everything = new ChannelStream({ channel: 'global', url: 'https://x.example.com/' });
  everything.on('NEW_BET', ({ data }) => told.push(data.amount.toFixed()));
  fights.connect();
  await settled();
  fights.close();
  expect(told).toEqual([]);
});
