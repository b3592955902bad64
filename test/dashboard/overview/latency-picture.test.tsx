import '../../support/page.ts';
import { ChannelStream, createFeed, type FeedView } from '../../../clients/react/index.ts';
import { FeedsContext } from '../../../dashboard/feeds/use-feeds.ts';
import { LatencyPicture } from '../../../dashboard/overview/latency-picture.tsx';
import { renderInPage } from '../support/in-page.tsx';

const channels = (['fights', 'bets'] as const).map(name => ({
  name,
  title: name,
  url: `https://${name}.example/`,
  readers: 'signed-in' as const,
}));

/** The picture of channels without an event, in these states. */
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
      <LatencyPicture />
    </FeedsContext>,
  );
}

test('while a channel is still connecting, the picture does not say that nothing came', () => {
  const page = open('open', 'connecting');
  page.getByText('Waiting for the connection…');
  expect(page.queryByText(/No live event yet/)).toBeNull();
  // It is read out in place of what is drawn.
  page.getByRole('img', { name: 'Delivery latency: Waiting for the connection…' });
});

test('with no connection it says so', () => {
  const page = open('waiting', 'stopped');
  page.getByText(/^Not connected\./);
});

test('connected, it says that nothing has come live', () => {
  const page = open('open', 'polling');
  page.getByText(/No live event yet/);
});
