import '../../support/page.ts';
import { ChannelStream, createFeed, type FeedView } from '../../../clients/react/index.ts';
import { FeedsContext } from '../../../dashboard/feeds/use-feeds.ts';
import { EventsPicture } from '../../../dashboard/overview/events-picture.tsx';
import { LatencyPicture } from '../../../dashboard/overview/latency-picture.tsx';
import { renderInPage } from '../support/in-page.tsx';

const channels = (['fights', 'bets'] as const).map(name => ({
  name,
  title: name,
  url: `https://${name}.example/`,
  readers: 'signed-in' as const,
}));

/** Both pictures, of channels without an event, in these states. */
function open(...states: readonly FeedView['status'][]) {
  const byChannel = new Map(
    channels.map(({ name, url }, at) => {
      const feed = createFeed(new ChannelStream({ channel: name, url, token: 't' }));
      const status = states[at];
      if (status !== undefined) feed.store.setState({ status });
      return [name, feed];
    }),
  );
  const holding = { hold: () => () => {}, end() {} };
  return renderInPage(
    <FeedsContext value={{ channels, byChannel, holding }}>
      <EventsPicture />
      <LatencyPicture />
    </FeedsContext>,
  );
}

test('while a channel is still connecting, the pictures do not say that nothing happened', () => {
  const page = open('open', 'connecting');
  expect(page.getAllByText('Waiting for the connection…')).toHaveLength(2);
  expect(page.queryByText(/No event|Nothing has come/)).toBeNull();
  // It is read out in place of what is drawn.
  page.getByRole('img', { name: 'Events per minute: Waiting for the connection…' });
});

test('with no connection they say so', () => {
  const page = open('waiting', 'stopped');
  expect(page.getAllByText(/There is no connection now/)).toHaveLength(2);
});

test('connected, they say of which minutes no event is known, and the heading says the same', () => {
  const page = open('open', 'polling');
  page.getByText(/No event of the last 15 minutes is known here/);
  page.getByText('the last 15 minutes');
  page.getByText(/Nothing has come live yet/);
});
