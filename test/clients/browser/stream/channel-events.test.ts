import {
  type ChannelEvent,
  ChannelStream,
  type EventData,
  type KnownEvent,
  type ReceivedEvent,
} from '../../../../clients/browser/index.ts';
import { FakeEnvironment, settled } from '../fake-environment.ts';

// What is checked here is checked by the compiler: this file would not compile otherwise.
/** A field of the event's payload, which a `switch` on `type` gives its own type each. */
function fieldOf(event: ReceivedEvent): string | number | undefined {
  switch (event.type) {
    case 'FIGHT_CREATED':
      return event.data.title;
    case 'NEW_BET':
      // @ts-expect-error a bet has no title
      event.data.title;
      // @ts-expect-error it is called fightId
      event.data.fightID;
      return event.data.amount;
    case 'ODDS_UPDATE': {
      // What a backend adds to an Outbox payload is there, of any type.
      const red: unknown = event.data.red;
      return typeof red === 'number' ? red : event.data.fightId;
    }
    // @ts-expect-error no documented type has this name
    case 'FIGHT_MADE':
      return undefined;
    default:
      // @ts-expect-error of all the others nothing is known by name
      return event.data.title;
  }
}

test('a switch on the type of any event gives each its payload, and takes no other name', () => {
  const data: EventData<'NEW_BET'> = {
    ...{ betId: 'b1', fightId: 'f1', userId: 'ana', side: 'red', amount: 500 },
  };
  const bet = { id: 'i1', type: 'NEW_BET', timestamp: 1, data } as KnownEvent;
  expect(fieldOf(bet)).toBe(500);
  const own: ChannelEvent = { ...bet, type: 'chat.message', data: { title: 'Hi' } };
  expect(fieldOf(own as ReceivedEvent)).toBe('Hi');
});

test('a handler knows its payload by the name of the event and of the channel', async () => {
  const around = new FakeEnvironment();
  const { environment } = around;
  const fights = new ChannelStream({
    channel: 'fights',
    url: 'https://x.example.com/',
    environment,
  });
  const received: unknown[] = [];
  fights.on('BETTING_WINDOW_OPENED', ({ type, data }) => {
    const known: 'BETTING_WINDOW_OPENED' = type;
    const openedAt: number = data.openedAt;
    received.push(known, openedAt + 1);
  });
  fights.on('FIGHT_STATUS_UPDATE', ({ data }) => {
    const status: 'upcoming' | 'betting' | 'live' | 'completed' | 'cancelled' = data.newStatus;
    received.push(status);
  });
  // Of another channel, or not documented: any payload.
  fights.on('NEW_BET', ({ data }) => {
    const bet: Readonly<Record<string, unknown>> = data;
    received.push(bet);
  });
  fights.on('gap', ({ from, to, reason }) => received.push(from, to, reason));
  fights.on('error', ({ category }) => received.push(category));
  fights.on('connected', ({ heartbeatMs }) => received.push(heartbeatMs.toFixed()));
  fights.on('*', event => received.push(event.id, fieldOf(event)));
  // @ts-expect-error amounts are of bets, not of fights
  fights.on('BETTING_WINDOW_OPENED', ({ data }) => received.push(data.amount.toFixed()));
  // On `global` there is everything.
  const everything = new ChannelStream({ channel: 'global', url: 'https://x.example.com/' });
  everything.on('NEW_BET', ({ data }) => received.push(data.amount.toFixed()));
  fights.connect();
  await settled();
  fights.close();
  expect(received).toEqual([]);
});

test('of several channels, an event has its payload if it is documented on any of them', () => {
  const { environment } = new FakeEnvironment();
  const page = new ChannelStream({
    channels: ['fights', 'bets'],
    url: 'https://x.example.com/',
    environment,
  });
  const received: unknown[] = [];
  page.on('NEW_BET', ({ data }, channels) => {
    const shown: readonly ('fights' | 'bets')[] = channels;
    received.push(data.amount.toFixed(), shown);
  });
  page.on('BETTING_WINDOW_OPENED', ({ data }) => received.push(data.openedAt.toFixed()));
  // @ts-expect-error a balance is of finance, which is not read
  page.on('BALANCE_UPDATE', ({ data }) => received.push(data.userId.toFixed()));
  page.on('*', (event, [first]) => received.push(event.id, first));
  // @ts-expect-error news are of the stream, not of a channel
  page.on('gap', (gap, channels) => received.push(gap, channels));
  // @ts-expect-error finance is none of those that it may read
  const wrong = () => page.read(['finance']);
  const url = 'https://x.example.com/';
  // @ts-expect-error one channel, or several
  const both = () => new ChannelStream({ url, channel: 'bets', channels: ['bets'] });
  // @ts-expect-error one channel, or several
  const neither = () => new ChannelStream({ url });
  expect(both).toThrow('received both of channel and channels');
  expect(neither).toThrow('received neither of channel and channels');
  expect([wrong, received]).toEqual([expect.any(Function), []]);
});
