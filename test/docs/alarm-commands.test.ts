import { readFilterPattern } from '../../local/resources/logs/filter-pattern.ts';
import { synthesize } from '../lib/synthesize.ts';
import { fencesOf } from '../support/fences.ts';
import { read } from '../support/page-parts.ts';
import { callsAwsCli, pastedLines } from '../support/pasted-lines.ts';

const page = 'docs/alarms.md';
const head = 'docs/alarms.md, before its first section';

/** The commands of each section, those before the first one as `head`. */
const commandsOf = new Map<string, readonly string[]>();
for (const { text, line } of fencesOf(page)) {
  const before = read(page).split('\n').slice(0, line);
  const heading = before.findLast(each => each.startsWith('## '))?.slice(3) ?? head;
  const commands = text
    .replaceAll(/ *\\\n\s*/g, ' ')
    .trim()
    .split('\n');
  commandsOf.set(heading, [...(commandsOf.get(heading) ?? []), ...commands]);
}
const sections = [...commandsOf].filter(([heading]) => heading !== head);

/** What of a section stands behind that lead. */
const partOf = (heading: string, lead: string) =>
  read(page).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0]?.split(`**${lead}**`)[1] ?? '';

const assigned = (commands: readonly string[]) =>
  commands.flatMap(command =>
    [...command.matchAll(/(?:^|export |for )(?:\w+=\w+ )*(\w+)(?:=| in )/g)].map(
      ([, name]) => name,
    ),
  );
const used = (commands: readonly string[]) =>
  commands.flatMap(command =>
    [...command.matchAll(/\$\{?([A-Z][A-Z_]+)/g)].map(([, name]) => name),
  );

it('has as many commands as are pasted', () => {
  const comments = [...commandsOf.values()].flat().filter(command => command.startsWith('#'));
  expect(comments).toEqual([]);
  expect([...commandsOf.values()].flat()).toEqual(pastedLines(page));
});

it.each(sections)('%s needs nothing but the blocks at the top of the page', (_, commands) => {
  const there = [...assigned(commandsOf.get(head) ?? []), ...assigned(commands)];
  expect(used(commands).filter(name => !there.includes(name))).toEqual([]);
});

it('asks for outputs that a stack has', () => {
  const outputs = Object.keys(synthesize().findOutputs('*'));
  const ofTheHost = ['AwsEndpointUrl', 'DynamoDbEndpoint'];
  for (const [heading, commands] of commandsOf) {
    const [, title = ''] = /^TITLE=(\w+) {3}# /m.exec(commands.join('\n')) ?? [];
    const asked = commands.flatMap(command =>
      // biome-ignore lint/suspicious/noTemplateCurlyInString: of the shell's.
      [...command.replaceAll('${TITLE}', title).matchAll(/\)\)\[0\]\.(\w+)"/g)].map(
        ([, name = '']) => name,
      ),
    );
    expect({ heading, asked }).toEqual({
      heading,
      asked: asked.filter(name => outputs.includes(name) || ofTheHost.includes(name)),
    });
  }
});

it('says of each command that the local host does not know that it is of AWS', () => {
  const local = /\baws (logs tail|sqs|stepfunctions) |--endpoint-url "\$DYNAMODB"/;
  for (const command of pastedLines(page).filter(callsAwsCli)) {
    expect([command, command.endsWith('   # on AWS')]).toEqual([command, !local.test(command)]);
  }
});

it('asks the local host for what it alone has under the head that says so, and to see an alarm fire', () => {
  for (const [heading, commands] of sections) {
    const looks = partOf(heading, 'How to look.').split('**To see it fire.**')[0] ?? '';
    expect([heading, looks]).toEqual([heading, expect.not.stringContaining('_host/')]);
    const seen = partOf(heading, 'To see it fire.');
    if (commands.some(command => command.includes('_host/'))) {
      expect([heading, seen]).toEqual([
        heading,
        expect.stringMatching(/^ On (a|the) local host|\. On the local host/),
      ]);
    }
  }
  const [aws = '', local = ''] = read(page).split('\n### On the local host\n');
  expect(aws).not.toContain('AWS_ENDPOINT_URL');
  expect(local.split('\n## ')[0]).toContain('export AWS_ENDPOINT_URL');
});

it('ends each fault that it switches on', () => {
  const fences = fencesOf(page).filter(({ text }) => /-X POST .*_host\/faults/.test(text));
  expect(fences.length).toBeGreaterThan(10);
  for (const { text } of fences) {
    expect(text.trim().split('\n').at(-1)).toBe(
      'curl -s -X DELETE "$AWS_ENDPOINT_URL/_host/faults"   # once it was seen',
    );
  }
});

it('finds alarms that are made of others, too, where it asks what fires', () => {
  const [fires = ''] = commandsOf.get(head)?.filter(each => /describe-alarms/.test(each)) ?? [];
  // Without it CloudWatch answers with alarms of metrics alone.
  expect(fires).toContain('--alarm-types MetricAlarm CompositeAlarm');
  // An alarm of the stage `staging` begins as one without a stage does.
  expect(fires).toContain("[?contains(AlarmActions, '$TOPIC')]");
});

describe('its filters', () => {
  const filters = [...commandsOf].flatMap(([heading, commands]) =>
    commands.flatMap(command =>
      [...command.matchAll(/--filter-pattern '([^']+)'/g)].map(([, pattern = '']) => ({
        heading,
        matches: readFilterPattern(pattern),
      })),
    ),
  );
  const found = (heading: string, line: object | string) =>
    filters
      .filter(filter => filter.heading === heading)
      .some(({ matches }) => matches(typeof line === 'string' ? line : JSON.stringify(line)));

  it.each([
    ['Late streams', { level: 'ERROR', message: 'batch failed' }],
    ['Late streams', '2026-11-21T10:00:00Z 1-2 Task timed out after 60.00 seconds'],
    [
      'Failing requests',
      { level: 'INFO', message: 'refused a stream request', category: 'SERVER' },
    ],
    ['Failing requests', { level: 'ERROR', message: 'batch failed', category: 'TIMEOUT' }],
    ['Failing sockets', { level: 'ERROR', message: 'socket message failed' }],
    ['Failing sockets', { level: 'INFO', message: 'answered a socket handshake', statusCode: 429 }],
    ['Late deadlines', { level: 'WARN', message: 'timed out proposals whose timer was late' }],
    ['Late deadlines', { level: 'WARN', message: 'settled deadlines that were late', began: 1 }],
    ['Failed executions', { type: 'ExecutionFailed' }],
    ['Disabled webhooks', { level: 'WARN', message: 'disabled a webhook', reason: 'gone' }],
    ['Disabled webhooks', { level: 'INFO', message: 'ran a webhook', exhausted: 1 }],
  ])('of %s show %j', (heading, line) => {
    expect(found(heading, line)).toBe(true);
  });

  it.each([
    ['Failing requests', { level: 'INFO', message: 'refused a request', category: 'CLIENT' }],
    ['Failing sockets', { level: 'INFO', message: 'answered a socket handshake', statusCode: 200 }],
    ['Disabled webhooks', { level: 'INFO', message: 'ran a webhook', exhausted: 0, posted: 1 }],
  ])('of %s leave out %j', (heading, line) => {
    expect(found(heading, line)).toBe(false);
  });
});
