import type { ClientCommand } from '../../../tools/client/client-command.ts';
import type { ClientRecord, CommandResult } from '../../../tools/client/client-record.ts';
import { RecordQueue } from '../../../tools/client/record-queue.ts';
import { runScript } from '../../../tools/client/run-script.ts';
import { waitFor } from '../../../tools/client/wait-for.ts';

const failure = (ending: 'refused' | 'unreachable' | 'late'): CommandResult => ({
  ending,
  code: 'CODE',
  message: 'why',
  next: 'what to do',
});

/** A script over a session that answers as given, by command. */
async function run(
  lines: readonly string[],
  answers: Partial<Record<ClientCommand['name'], CommandResult>> = {},
  isVisible = false,
) {
  const ran: string[] = [];
  const records: ClientRecord[] = [];
  const notices: string[] = [];
  let isClosed = false;
  const exitCode = await runScript(lines, {
    session: {
      run: async ({ name }) => {
        ran.push(name);
        return answers[name] ?? { ending: 'done' };
      },
      close: () => {
        isClosed = true;
      },
    },
    report: record => records.push(record),
    notice: text => notices.push(text),
    isVisible,
    signal: new AbortController().signal,
  });
  return { exitCode, ran, records, notices, isClosed };
}

test('commands are carried out in order, comments aside, and everything is closed', async () => {
  const script = await run(['connect', '# then', '', 'status']);
  expect(script).toMatchObject({
    exitCode: 0,
    ran: ['connect', 'status'],
    isClosed: true,
    notices: [],
  });
  expect(script.records).toMatchObject([
    { record: 'result', command: 'connect', ending: 'done' },
    { record: 'result', command: 'status', ending: 'done' },
  ]);
});

test('quit ends it', async () => {
  expect(await run(['quit', 'status'])).toMatchObject({ exitCode: 0, ran: ['quit'] });
});

test.each([
  ['refused', 1],
  ['unreachable', 3],
  ['late', 4],
] as const)('what is %s ends it with the exit code %i', async (ending, exitCode) => {
  expect(await run(['connect', 'status'], { connect: failure(ending) })).toMatchObject({
    exitCode,
    ran: ['connect'],
    isClosed: true,
    notices: ['connect: why (CODE)\n  what to do'],
  });
});

test('what is not understood ends it with the exit code 2, and is not sent', async () => {
  expect(await run(['propose pago', 'status'])).toMatchObject({
    exitCode: 2,
    ran: [],
    records: [{ record: 'result', command: 'propose', ending: 'misused', code: 'NOT_UNDERSTOOD' }],
  });
});

test('a token among arguments is refused and not repeated; from a pipe it is taken', async () => {
  const visible = await run(['auth a.b.c'], {}, true);
  expect(visible).toMatchObject({ exitCode: 2, ran: [] });
  expect(JSON.stringify(visible)).not.toContain('a.b.c');
  expect(await run(['auth a.b.c'])).toMatchObject({ exitCode: 0, ran: ['auth'] });
});

describe('interrupted', () => {
  /** A script whose first command is under way when somebody ends it. */
  async function interruptedWhile(answer: CommandResult) {
    const interruption = new AbortController();
    const records: ClientRecord[] = [];
    const notices: string[] = [];
    const exitCode = await runScript(['wait', 'status'], {
      session: {
        run: async () => {
          interruption.abort();
          return answer;
        },
        close: () => undefined,
      },
      report: record => records.push(record),
      notice: text => notices.push(text),
      isVisible: false,
      signal: interruption.signal,
    });
    return { exitCode, records, notices };
  }

  test.each(['refused', 'late'] as const)(
    'what it leaves %s is reported as interrupted',
    async ending => {
      const script = await interruptedWhile(failure(ending));
      expect(script.exitCode).toBe(130);
      expect(script.notices).toEqual([]);
      expect(script.records).toMatchObject([
        { record: 'result', command: 'wait', ending: 'interrupted', code: 'INTERRUPTED' },
      ]);
    },
  );

  test('what was carried out all the same is reported as done', async () => {
    const script = await interruptedWhile({ ending: 'done', data: 'made' });
    expect(script).toMatchObject({ exitCode: 130, notices: [] });
    expect(script.records).toMatchObject([{ ending: 'done', data: 'made' }]);
  });

  test('a wait is not done', async () => {
    const signal = AbortSignal.abort();
    const wanted = { name: 'wait', record: 'pending' } as const;
    expect(await waitFor(new RecordQueue(), wanted, signal)).toMatchObject({
      ending: 'interrupted',
    });
  });
});
