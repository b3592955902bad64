import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  connectedFrame,
  gapFrame,
  lastErrorFrame,
  pingFrame,
  reconnectFrame,
} from '../core/stream/stream-frame.ts';
import { appErrorCodes } from '../core/wire/app-error.ts';
import { parseCursor } from '../core/wire/cursor.ts';
import { endReasons, type StreamEnd } from '../core/wire/end-reason.ts';
import { channelEventSchema } from '../core/wire/event.ts';
import { gapReasons } from '../core/wire/gap-reason.ts';
import { isEventType, payloadSchemas } from '../core/wire/payloads.ts';
import { problem } from '../core/wire/problem.ts';
import { problemCodes } from '../core/wire/problem-code.ts';
import { actionSchemas, parseClientMessage } from '../core/wire/socket/client-message.ts';
import { refusalCodes } from '../core/wire/socket/refusal-code.ts';
import { serverDataSchemas } from '../core/wire/socket/server-message.ts';
import { parseSettings, settingNames } from '../lib/settings.ts';
import { literalCalls } from '../tools/requirements/literal-calls.ts';
import { testTitles } from '../tools/requirements/test-titles.ts';
import { managementDocument } from './lambdas/management/management-document.ts';
import { synthesize } from './lib/synthesize.ts';
import { codeSpans, read, rowsOf, section, withoutFences } from './support/page-parts.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...globSync('{docs,clients}/**/*.md').sort(),
].filter(page => existsSync(page));
const wordsOfSources = new Set(
  globSync('{bin,clients,core,lambdas,lib,local,tools,examples}/**/*.ts').flatMap(file =>
    readFileSync(file, 'utf8').split(/\W+/),
  ),
);
const allTitles = testTitles();
const titles = new Set(allTitles.map(({ file, title }) => `${file}: ${title}`));

const fences = (text: string, language: string) =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)].flatMap(([, kind, body = '']) =>
    kind === language ? body.trim() : [],
  );

const firstCodes = (page: string, heading: string) =>
  rowsOf(section(page, heading)).map(([cell = '']) => codeSpans(cell)[0] ?? '');

/** Each row of the page's table of refusals: code and status. */
const problemRows = (page: string) =>
  rowsOf(section(page, 'Refusals')).map(([status, code = '']) => [
    codeSpans(code)[0],
    Number(status),
  ]);
const knownProblems = problemCodes.map(code => [code, problem(code, '').status]);

describe.each(pages)('%s', page => {
  const text = read(page);

  it('links to what exists', () => {
    const links = [...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to);
    const broken = links
      .filter(to => !/^[a-z]+:/.test(to))
      .filter(to => {
        const [path = '', anchor] = to.split('#');
        const target = path === '' ? page : join(dirname(page), path);
        if (!existsSync(target)) return true;
        return anchor !== undefined && !anchorsOf(target).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  it('names paths that exist', () => {
    const paths = codeSpans(text).filter(code =>
      /^(bench|bin|clients|core|dashboard|docs|examples|lambdas|lib|local|test|tools)\/[\w.@*{},/-]*$/.test(
        code,
      ),
    );
    expect(paths.filter(path => globSync(path).length === 0)).toEqual([]);
  });

  it('names tests that exist, by file and title', () => {
    const missing = testsNamedIn(text).filter(
      ({ file, title }) => !titles.has(`${file}: ${title}`),
    );
    expect(missing).toEqual([]);
  });

  it('runs single tests that exist, by file and a part of their title', () => {
    const missing = [...text.matchAll(/npx jest (\S+) -t '([^']+)'/g)].filter(
      ([, file, part = '']) =>
        !allTitles.some(test => test.file === file && test.title.includes(part)),
    );
    expect(missing.map(([line]) => line)).toEqual([]);
  });

  it('names no code that the sources do not know', () => {
    const codes = codeSpans(text).filter(code => /^[A-Z]+(_[A-Z]+)+$/.test(code));
    // A page that shows how one is added may name it.
    const added = fences(text, 'diff').join('\n');
    expect(codes.filter(code => !wordsOfSources.has(code) && !added.includes(code))).toEqual([]);
  });
});

function anchorsOf(page: string): string[] {
  return [...withoutFences(read(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

interface NamedTest {
  readonly file: string;
  readonly title: string;
}

/** Written as `test/a.test.ts`: "one title", "another title". */
function testsNamedIn(text: string): NamedTest[] {
  return [...text.matchAll(/`(test\/[^`]+\.test\.tsx?)`: ((?:"[^"]+"(?:, )?)+)/g)].flatMap(
    ([, file = '', titles = '']) =>
      [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title })),
  );
}

describe('docs/requirements.md', () => {
  const rows = rowsOf(read('docs/requirements.md'));
  const numbered = (letter: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${letter}${at + 1}`);

  it('has each requirement once, in order', () => {
    expect(rows.map(([id]) => id)).toEqual([
      ...numbered('G', 13),
      ...numbered('F', 4),
      ...numbered('L', 8),
      ...numbered('W', 6),
      ...numbered('M', 5),
      'R1',
      'R3',
      'R4',
      'R5',
      'R6',
    ]);
  });

  it.each(rows)('%s is done, with a place and a test, or not yet', (_id, _what, state, proof) => {
    expect(state).toMatch(/^(Done|Not yet)\b/);
    if (/^Not yet/.test(state ?? '')) return;
    expect(codeSpans(state ?? '').filter(code => existsSync(code))).not.toEqual([]);
    expect(testsNamedIn(proof ?? '')).not.toEqual([]);
  });
});

describe('docs/protocol.md', () => {
  const page = 'docs/protocol.md';
  const text = read(page);

  it('has problem codes with their status', () => {
    const documented = problemRows(page);
    const all =
      '429 RATE_LIMITED,503 DRAINING,404 NOT_FOUND,405 METHOD_NOT_ALLOWED,403 ORIGIN_NOT_ALLOWED,401 TOKEN_REFUSED,403 ROLE_NOT_ALLOWED,403 CHANNEL_NOT_ALLOWED,400 QUERY_INVALID,401 TOKEN_REVOKED,429 PUBLIC_STREAMS_OFF,429 PUBLIC_STREAMS_FULL,429 LIVE_STREAMS_FULL,429 TOO_MANY_CONNECTIONS,503 UNAVAILABLE';
    expect(documented.map(([code, status]) => `${status} ${code}`)).toEqual(all.split(','));
    expect(knownProblems).toEqual(expect.arrayContaining(documented));
  });

  it('has every reason of reconnect and of gap', () => {
    expect(firstCodes(page, 'Reconnect').sort()).toEqual([...endReasons].sort());
    expect(firstCodes(page, 'Gap').sort()).toEqual([...gapReasons].sort());
  });

  it('has every code with which a proposal is refused', () => {
    expect(firstCodes(page, 'Refusals of a proposal').sort()).toEqual([...refusalCodes].sort());
  });

  it('has every code of an authentication_error', () => {
    const known = serverDataSchemas.authentication_error.shape.code.options;
    expect(firstCodes(page, 'The token of an open socket')).toEqual(known);
  });

  it('has every action and every message of the socket', () => {
    expect(firstCodes(page, 'Actions')).toEqual(Object.keys(actionSchemas));
    expect(firstCodes(page, 'What the server sends').sort()).toEqual(
      Object.keys(serverDataSchemas).sort(),
    );
  });

  it('numbers its invariants without a hole, each with a test', () => {
    const invariants = section(page, 'Invariants').match(/^- \*\*I\d+\..*$/gm) ?? [];
    expect(invariants.map(line => Number(/I(\d+)/.exec(line)?.[1]))).toEqual(
      invariants.map((_, at) => at + 1),
    );
    expect(invariants.filter(line => testsNamedIn(line).length === 0)).toEqual([]);
    expect(invariants.length).toBeGreaterThan(20);
  });

  it.each(fences(text, 'json'))('shows a message as it is on the wire: %s', example => {
    const message = JSON.parse(example);
    if ('action' in message) {
      expect(parseClientMessage(example)).toMatchObject({ kind: 'message' });
    } else if ('event' in message) {
      const schema = serverDataSchemas[message.event as keyof typeof serverDataSchemas];
      expect(schema.strict().parse(message.data)).toEqual(message.data);
    } else {
      expect(problem(message.code, message.detail)).toEqual(message);
    }
  });

  const frames = fences(text, 'text').flatMap(block =>
    [...block.matchAll(/^event: (\w+)\ndata: (\{.*\})$/gm)].map(
      ([, event = '', data = '']) => [event, data] as const,
    ),
  );
  it.each(frames)('shows a frame as it is on the wire: %s %s', (event, data) => {
    const shown = JSON.parse(data);
    const made = controlFrame(event, shown);
    if (made !== undefined) return expect(made).toContain(`event: ${event}\ndata: ${data}\n`);
    const envelope = channelEventSchema.parse(shown);
    expect(envelope.type).toBe(event);
    if (!isEventType(event)) throw new Error(`${event} has no payload schema`);
    expect(payloadSchemas[event].safeParse(envelope.data)).toMatchObject({ success: true });
  });

  it('shows every frame that is no event', () => {
    const shown = new Set(frames.map(([event]) => event).filter(event => !isEventType(event)));
    expect([...shown].sort()).toEqual(['connected', 'error', 'gap', 'ping', 'reconnect']);
  });
});

/** The frame that the code makes of what a page shows; `undefined` for an event of a channel. */
// biome-ignore lint/suspicious/noExplicitAny: the comparison that follows is the check
function controlFrame(event: string, shown: any): string | undefined {
  const cursor = (cursorText: string) => {
    const parsed = parseCursor(cursorText);
    if (parsed === undefined) throw new Error(`${cursorText} is no cursor`);
    return parsed;
  };
  switch (event) {
    case 'connected': {
      const places = {
        cursor: cursor(shown.cursor),
        replayUntil: cursor(shown.replayUntil),
      };
      const connected = { ...shown, ...places };
      return connectedFrame({ connected, movesCursor: false });
    }
    case 'ping':
      return pingFrame(cursor('k3f9.1'), shown.timestamp);
    case 'gap':
      return gapFrame({ ...shown, to: cursor(shown.to) }, true);
    case 'reconnect':
      return reconnectFrame(shown.reason, () => (shown.retryMs - 1_000) / 2_000);
    case 'error':
      return lastErrorFrame('token-expired');
    default:
      return undefined;
  }
}

describe('docs/management.md', () => {
  it('has every problem code with its status', () => {
    expect(problemRows('docs/management.md').sort()).toEqual([...knownProblems].sort());
  });

  it('has every route of the document and no other, each with a line to paste', async () => {
    const { paths } = await managementDocument();
    const routes = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map(method => `${method.toUpperCase()} ${path}`),
    );
    const parts = read('docs/management.md').split(/^### ([A-Z]+ \/.*)$/m);
    const documented = parts.filter((_, at) => at % 2 === 1);
    expect(documented.sort()).toEqual(routes.sort());
    const silent = documented.filter(
      route => !parts[parts.indexOf(route) + 1]?.includes('\ncurl '),
    );
    expect(silent).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const page = 'docs/architecture.md';

  it('has every key of the context', () => {
    expect(firstCodes(page, 'Context').sort()).toEqual([...settingNames].sort());
  });

  it.each(rowsOf(section(page, 'Context')))('has the default and bounds of %s', (...row) => {
    const [key = '', value = '', bounds = ''] = row;
    const name = codeSpans(key)[0] ?? '';
    const given = (parseSettings({}) as Record<string, unknown>)[name];
    const isEmpty = given === undefined || (Array.isArray(given) && given.length === 0);
    expect(value).toBe(isEmpty ? 'none' : `\`${given}\``);
    const range = /^(\d+) to (\d+)$/.exec(bounds);
    if (range === null) return;
    const [least, most] = [Number(range[1]), Number(range[2])];
    for (const inside of [least, most]) {
      expect(parseSettings({ [name]: inside })).toMatchObject({ [name]: inside });
    }
    for (const outside of [least - 1, most + 1]) {
      expect(() => parseSettings({ [name]: outside })).toThrow(name);
    }
  });

  const template = synthesize().toJSON();

  it('has every output', () => {
    const documented = rowsOf(section(page, 'Outputs')).flatMap(([cell = '']) => codeSpans(cell));
    expect(documented.sort()).toEqual(Object.keys(template.Outputs).sort());
  });

  it('has every table with its keys', () => {
    const documented = rowsOf(section(page, 'Tables')).map(([name, ...keys]) => [
      `${name}Table`,
      ...keys.slice(0, 3).map(cell => codeSpans(cell)[0]),
    ]);
    interface Table {
      readonly Type: string;
      readonly Properties: {
        readonly KeySchema: readonly { readonly AttributeName: string }[];
        readonly TimeToLiveSpecification?: { readonly AttributeName: string };
      };
    }
    const tables = Object.entries(template.Resources as Record<string, Table>).flatMap(
      ([id, { Type, Properties }]) =>
        Type === 'AWS::DynamoDB::GlobalTable'
          ? [
              [
                id,
                ...[0, 1].map(at => Properties.KeySchema[at]?.AttributeName),
                Properties.TimeToLiveSpecification?.AttributeName,
              ],
            ]
          : [],
    );
    expect(documented.sort()).toEqual(tables.sort());
  });
});

describe('docs/operations.md', () => {
  const page = 'docs/operations.md';

  it('has every line that a function logs, with its level', () => {
    const documented = rowsOf(section(page, 'What a log line means'))
      .filter(row => row.length === 5)
      .map(([name, level, message = '']) => `${name} ${level} ${codeSpans(message)[0]}`);
    const logged = globSync('lambdas/**/*.ts').flatMap(file =>
      literalCalls(file, read(file)).flatMap(({ callee, text }) => {
        const [, level] = /\blogger\.(info|warn|error)$/.exec(callee) ?? [];
        const [, name] = file.split(/[\\/]/);
        return level === undefined ? [] : [`${name} ${level.toUpperCase()} ${text}`];
      }),
    );
    expect(logged).toContain('log-marker INFO wrote daily log markers');
    expect(documented.sort()).toEqual(logged.sort());
  });

  it('has every code of an error', () => {
    const documented = rowsOf(section(page, 'What a log line means'))
      .filter(row => row.length === 3)
      .flatMap(([cell = '']) => codeSpans(cell));
    expect(documented.sort()).toEqual([...appErrorCodes].sort());
  });

  it('has every reason for which a stream ends', () => {
    const ends: StreamEnd[] = [...endReasons, 'closed'];
    expect(firstCodes(page, 'Ends of streams').sort()).toEqual(ends.sort());
  });
});

describe('decisions', () => {
  const index = 'docs/decisions/README.md';
  const records = globSync('docs/decisions/*-*.md').sort();
  const lines = [...read(index).matchAll(/^- .*$/gm)].map(([line]) => line);

  it('are in the index by subject, each once, with their title and what superseded them', () => {
    const expected = records.map(file => {
      const [, number, title] = /^# (\d{4}) (.*)$/m.exec(read(file)) ?? [];
      const [, how, by] = /^(Superseded.* by) \[(\d{4})\]/m.exec(read(file)) ?? [];
      const superseded = by === undefined ? '' : ` (${how?.toLowerCase()} ${by})`;
      return `- [${number}](${basename(file)}) ${title}${superseded}`;
    });
    expect(lines.filter(line => line.includes('](')).sort()).toEqual(expected);
  });

  it('and their numbers have no hole: the others are of notes on a function, or were never given', () => {
    const numbers = lines.map(line => Number(/\d{4}/.exec(line)?.[0])).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  });

  it.each(records)('%s has every part', file => {
    expect(read(file)).toMatch(/^# \d{4} \S.*\n\nStatus: \w+ \(\w+ \d{4}\)\n/);
    expect(file).toContain(/^# (\d{4} )/.exec(read(file))?.[1]?.trim());
    const headings = [...read(file).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Context', 'Positions', 'Decision', 'Consequences']);
  });
});
