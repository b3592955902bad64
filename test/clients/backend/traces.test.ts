import { event } from '../../../clients/backend/event-builder.ts';
import { type PublishedTables, startPublishedTables } from './published-tables.ts';

let tables: PublishedTables;

beforeAll(async () => {
  tables = await startPublishedTables();
});
afterAll(() => tables.stop());

const traceparentOf = (span: number) =>
  `00-4bf92f3577b34da6a3ce929d0e0e4736-${span.toString(16).padStart(16, '0')}-01`;

test('each write has the traceparent of its moment: what is made, changed and sent', async () => {
  let span = 0;
  const traceparent = () => {
    span += 1;
    return traceparentOf(span);
  };
  const { fights, send } = tables.publisher({ traceparent });
  await fights.created({ fightId: 'f1', title: 'Final' });
  expect((await tables.item('Fights', 'f1'))?.traceparent).toBe(traceparentOf(1));
  await fights.opened('f1');
  expect((await tables.item('Fights', 'f1'))?.traceparent).toBe(traceparentOf(2));
  const { id } = await send(event('ODDS_UPDATE').on('bets').data({ fightId: 'f1' }).build());
  expect((await tables.item('Outbox', id))?.traceparent).toBe(traceparentOf(3));
});

test('what an event says of itself goes before', async () => {
  const publisher = tables.publisher({ traceparent: () => traceparentOf(1) });
  const draft = event('ODDS_UPDATE').on('bets').data({ fightId: 'f1' });
  const about = draft.about({ traceparent: traceparentOf(7) });
  const { id } = await publisher.send(about.build());
  expect((await tables.item('Outbox', id))?.traceparent).toBe(traceparentOf(7));
});

test.each([undefined, () => undefined])('without one none is written', async traceparent => {
  const publisher = tables.publisher(traceparent && { traceparent });
  const { id } = await publisher.send(
    event('ODDS_UPDATE').on('bets').data({ fightId: 'f1' }).build(),
  );
  expect(await tables.item('Outbox', id)).not.toHaveProperty('traceparent');
});
