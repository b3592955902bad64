import { createInterface } from 'node:readline';
import { styleText } from 'node:util';
import { clientUsage, outputsOf, parseClientFlags } from './client/client-flags.ts';
import { type ClientRecord, exitCodes } from './client/client-record.ts';
import { ClientSession } from './client/client-session.ts';
import { endpointsOf } from './client/endpoints.ts';
import { recordJson } from './client/record-json.ts';
import { renderRecord, type Surface } from './client/render-record.ts';
import { runScript } from './client/run-script.ts';
import { Terminal } from './client/run-terminal.ts';
import { type Command, messageOf, runCommand } from './command-line.ts';
import { readOutputs } from './outputs.ts';
import { stopSignal } from './start/stop-signal.ts';

/** Channels and proposals at a terminal, or from a script. */
const clientCommand: Command = {
  usage: clientUsage,

  async run(args) {
    const flags = parseClientFlags(args, process.env);
    if (flags.help) {
      process.stdout.write(`${clientUsage}\n`);
      return;
    }
    const notice = (text: string): void => void process.stderr.write(`${text}\n`);
    const outputs = await outputsOf(flags).catch((error: unknown) => {
      notice(messageOf(error));
      process.exitCode = exitCodes.unreachable;
    });
    if (outputs === undefined) return;
    const paint: Surface['paint'] = (colour, text) =>
      styleText(colour, text, { stream: process.stdout });
    const isInteractive =
      flags.commands.length === 0 && !flags.json && process.stdin.isTTY && process.stdout.isTTY;
    const terminal = isInteractive ? new Terminal() : undefined;
    const report = (record: ClientRecord): void => {
      if (flags.json) {
        process.stdout.write(`${recordJson(record)}\n`);
        return;
      }
      const remainingMs: Surface['remainingMs'] = ({ proposalId }) =>
        session.pending().find(({ proposal }) => proposal.proposalId === proposalId)?.remainingMs ??
        0;
      // In a script a failure goes to stderr, as a notice.
      if (!isInteractive && record.record === 'result' && record.ending !== 'done') return;
      const lines = renderRecord(record, { paint, userId: session.who?.userId, remainingMs });
      if (terminal !== undefined) terminal.show(lines);
      else process.stdout.write(lines.map(line => `${line}\n`).join(''));
    };
    const session = new ClientSession({
      endpoints: endpointsOf(outputs),
      source: flags.source,
      outputs: async () => ({ ...(await readOutputs(flags.outputsFile)), ...outputs }),
      timeoutMs: flags.timeoutMs,
      report,
    });
    const signal = stopSignal();
    if (terminal !== undefined) {
      terminal.show(['GalloBets terminal. help lists the commands, Tab completes, Ctrl-C ends.']);
      await terminal.run({ session, paint, report, signal });
      return;
    }
    const isVisible = flags.commands.length > 0;
    const input = createInterface({ input: process.stdin });
    signal.addEventListener('abort', () => input.close());
    const lines = isVisible ? flags.commands : input;
    if (isVisible) input.close();
    process.exitCode = await runScript(lines, { session, report, notice, isVisible, signal });
    input.close();
  },
};

await runCommand(clientCommand);
