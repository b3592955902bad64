import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApiDocument } from '../../core/contracts/async-api.ts';
import { eventsDocument } from '../../core/contracts/event-schemas.ts';
import { documentedEvents } from '../support/documented-events.ts';
import { fencesOf } from '../support/fences.ts';
import { codeSpans, rowsOf, section } from '../support/page-parts.ts';

const page = 'docs/contracts.md';
const directory = join(process.cwd(), 'build', 'contracts-page');

beforeAll(() => mkdirSync(directory, { recursive: true }));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('the code on the page finds no problem with what is an event, and some with what is none', () => {
  const [{ text: code } = { text: '' }] = fencesOf(page).filter(
    ({ language }) => language === 'ts',
  );
  const events = documentedEvents.map(({ example }) => example);
  const malformed = events.map(event => ({ ...event, timestamp: '2026-11-21T20:00:00Z' }));
  writeFileSync(join(directory, 'events.schema.json'), JSON.stringify(eventsDocument()));
  writeFileSync(join(directory, 'events.json'), JSON.stringify([...events, ...malformed]));
  writeFileSync(join(directory, 'problems.ts'), code);
  writeFileSync(
    join(directory, 'main.ts'),
    `import events from './events.json' with { type: 'json' };
import { problems } from './problems.ts';
process.stdout.write(JSON.stringify(events.map(event => problems(event).length > 0)));
`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, ['main.ts'], {
    cwd: directory,
    encoding: 'utf8',
  });
  expect({ stdout, stderr }).toEqual({
    stdout: JSON.stringify([...events.map(() => false), ...malformed.map(() => true)]),
    stderr: '',
  });
}, 60_000);

test('the table has what stands in the document, by its names', () => {
  const { servers: _none, channels, operations, components } = asyncApiDocument();
  const rows = new Map(
    rowsOf(section(page, 'Streams, socket, webhooks')).map(([part = '', what = '']) => [
      codeSpans(part)[0],
      codeSpans(what),
    ]),
  );
  const named = (part: string, prefix: RegExp) =>
    (rows.get(part) ?? []).filter(name => prefix.test(name)).map(name => name.replace(/<.*/, ''));
  const begins = (names: readonly string[], beginning: string) =>
    names.some(name => name.startsWith(beginning));
  const missing = [
    ...named('channels', /^(live|proposals|webhooks)$/).filter(name => !(name in channels)),
    ...named('operations', /\./).filter(name => !begins(Object.keys(operations), name)),
    ...named('messages', /\.|Delivery/).filter(
      name => !begins(Object.keys(components.messages), name),
    ),
  ];
  expect(missing).toEqual([]);
  expect([...rows.keys()]).toEqual(['servers', 'channels', 'operations', 'messages']);
});
