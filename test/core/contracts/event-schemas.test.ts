import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { homeOf } from '../../../core/channel/channels.ts';
import {
  eventSchemaNames,
  eventSchemas,
  eventsDocument,
} from '../../../core/contracts/event-schemas.ts';
import { eventTypePattern, reservedEventTypes } from '../../../core/wire/event.ts';
import { isStateEventType, payloadSchemas } from '../../../core/wire/payloads.ts';
import { documentedEvents } from '../../support/documented-events.ts';
import { eventProblems, problemsAs } from '../../support/schema-checks.ts';

const document = eventsDocument();
const schemas = document.$defs as Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const example = (type: string) => {
  const found = documentedEvents.find(each => each.type === type)?.example;
  if (found === undefined) throw new Error(`docs/events.md has no ${type}`);
  return found;
};

test('the document is JSON Schema of 2020-12 with a schema for each type', () => {
  expect(document.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(new Ajv2020().validateSchema(document)).toBe(true);
  expect(Object.keys(schemas).sort()).toEqual(
    [...Object.keys(payloadSchemas), 'OtherEvent', 'EventMetadata', 'EventTarget'].sort(),
  );
  expect(document.oneOf).toHaveLength(eventSchemaNames.length);
});

test('each schema says what its events are about', () => {
  const silent = eventSchemaNames
    .map(name => [name, String(schemas[name]?.description)] as const)
    .filter(([, description]) => !/^[A-Z].{10,}[^.]$/.test(description));
  expect(silent.map(([name]) => name)).toEqual([]);
});

test('fields of money and time say their unit', () => {
  const described = { description: expect.stringMatching(/minor currency units/) };
  expect(schemas.NEW_BET).toMatchObject({
    properties: { data: { properties: { amount: described } } },
  });
});

test.each(documentedEvents.map(({ type, example: event }) => [type, event] as const))(
  'the example of %s on the page is one, and of no other type',
  (type, event) => {
    expect(eventProblems(event)).toEqual([]);
    expect(problemsAs(type, event)).toEqual([]);
    const others = eventSchemaNames.filter(name => problemsAs(name, event).length === 0);
    expect(others).toEqual([type]);
  },
);

test('each event that was recorded of an older commit is one still', () => {
  const lines = readFileSync('test/recorded/log.txt', 'utf8').split('\n');
  const events = lines.filter(line => line.startsWith('[{')).flatMap(line => JSON.parse(line));
  expect(events.length).toBeGreaterThan(60);
  expect(events.flatMap(event => eventProblems(event).map(text => [event.id, text]))).toEqual([]);
});

test('an event of a type that nobody wrote down is one, but not under the name of a frame', () => {
  const event = { ...example('notification'), type: 'wallet.low' };
  expect(eventProblems(event)).toEqual([]);
  expect(problemsAs('OtherEvent', event)).toEqual([]);
  for (const type of [...reservedEventTypes, '', '1st', 'a b', `a${'x'.repeat(64)}`]) {
    expect([type, eventProblems({ ...event, type }).length]).not.toEqual([type, 0]);
  }
  expect(eventProblems({ ...event, type: `a${'x'.repeat(63)}` })).toEqual([]);
});

test('what a later version adds is no mistake, wherever it adds it', () => {
  const event = example('EXPOSURE_ALERT');
  const metadata = { target: { users: ['ana'], groups: ['vip'] }, traceId: 't-1' };
  const later = { ...event, metadata, data: { ...event.data, side: 'red' }, origin: 'risk' };
  expect(eventProblems(later)).toEqual([]);
});

test('an event of a table is at home on one channel, and is refused elsewhere', () => {
  for (const { type, example: event } of documentedEvents.filter(each =>
    isStateEventType(each.type),
  )) {
    const elsewhere = isStateEventType(type) && homeOf(type) === 'bets' ? 'fights' : 'bets';
    expect([type, problemsAs(type, { ...event, channel: elsewhere }).length]).not.toEqual([
      type,
      0,
    ]);
  }
});

test.each([
  ['an amount with a fraction', 'NEW_BET', { amount: 12.5 }],
  ['an amount as text', 'NEW_BET', { amount: '250000' }],
  ['no key', 'FIGHT_CREATED', { fightId: undefined }],
  ['an empty key', 'FIGHT_CREATED', { fightId: '' }],
  ['a status that is none', 'FIGHT_STATUS_UPDATE', { newStatus: 'postponed' }],
  ['a time in ISO 8601', 'BETTING_WINDOW_OPENED', { openedAt: '2026-11-21T20:00:00Z' }],
  ['a token amount as a number', 'stream.created', { ratePerSecond: 1000 }],
  ['a token amount with a leading zero', 'stream.created', { ratePerSecond: '01' }],
  ['an error that is a number', 'STREAM_ERROR', { error: 7 }],
  ['a percentage above 100', 'video.processing_progress', { percent: 100.5 }],
  ['a time without its zone', 'account.locked', { until: '2026-11-21T21:00:00' }],
  ['names that are a text', 'profile.updated', { fields: 'avatar' }],
])('%s is refused', (_title, type, data) => {
  const event = example(type);
  const malformed = JSON.parse(JSON.stringify({ ...event, data: { ...event.data, ...data } }));
  expect(problemsAs(type, malformed)).not.toEqual([]);
  expect(eventProblems(malformed)).not.toEqual([]);
});

/** Anything that JSON can hold, and what is nearly right. */
const junk = fc.oneof(
  fc.constantFrom('', 'x', '0', '007', '12', 'betting', 'ok', '2026-11-21T20:00:00Z', 'a b'),
  fc.constantFrom(-1, 0, 1, 0.5, 101, 2 ** 53, 1e300, true, false, null),
  fc.constantFrom(
    [],
    ['x'],
    [7],
    {},
    { message: 'x' },
    { message: 7 },
    { code: 'x', message: 'y' },
  ),
  fc.constantFrom({ users: ['ana'] }, { users: 'ana' }, { users: [], needed: 0 }, { roles: [1] }),
);

type Fields = Readonly<Record<string, unknown>>;

/** One field of the event, or of its data, is away, something else, or there besides. */
function changedOnce(
  event: Fields,
  within: 'envelope' | 'data',
  field: string,
  to: unknown,
): unknown {
  const fields = within === 'data' ? (event.data as Fields) : event;
  const { [field]: _, ...rest } = fields;
  const changed = to === undefined ? rest : { ...rest, [field]: to };
  return within === 'data' ? { ...event, data: changed } : changed;
}

const isEnvelope = (name: string) =>
  ['id', 'timestamp', 'priority', 'source', 'version'].includes(name);

test('the served schema and the one that made it agree on whatever is done to an event', () => {
  const counts = { taken: 0, refused: 0 };
  const places = documentedEvents.flatMap(({ type, example: event }) => {
    const shape = payloadSchemas[type as keyof typeof payloadSchemas].shape;
    const ofData = [...new Set([...Object.keys(shape), ...Object.keys(event.data), 'more'])];
    return [
      ...ofData.map(field => ({ type, event, within: 'data' as const, field })),
      ...Object.keys(event)
        .filter(isEnvelope)
        .map(field => ({ type, event, within: 'envelope' as const, field })),
    ];
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.option(junk, { nil: undefined }),
      ({ type, event, within, field }, to) => {
        const changed = changedOnce(event, within, field, to);
        const isTaken = eventSchemas[type]?.safeParse(changed).success ?? false;
        counts[isTaken ? 'taken' : 'refused'] += 1;
        expect([type, changed, problemsAs(type, changed).length === 0]).toEqual([
          type,
          changed,
          isTaken,
        ]);
      },
    ),
    { numRuns: 4_000 },
  );
  expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(200);
});

test('a type is what the Outbox takes for one', () => {
  expect(schemas.OtherEvent).toMatchObject({
    properties: { type: { pattern: eventTypePattern.source } },
  });
});
