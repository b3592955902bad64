import { readFile } from 'node:fs/promises';
import { createPublisher, readStackTables } from '../../clients/backend/index.ts';
import {
  type Command,
  messageOf,
  parseFlags,
  runCommand,
  UsageError,
  wholeNumber,
} from '../../tools/command-line.ts';
import { localOutputsFile } from '../../tools/outputs.ts';
import { Indexer } from './indexer.ts';
import { type LedgerReading, ledgerReadingSchema } from './ledger-reading.ts';

const recordedFile = 'examples/indexer/recorded-ledgers.jsonl';
const recordedContract = 'CPAYMENTSTREAMSEXAMPLECONTRACT2222222222222222222222222A';
const recordedStart = '3727800';

/** Turns recorded answers of a Stellar RPC into payment streams, and ends. */
const indexer: Command = {
  usage: `usage: npm run -s example:indexer -- [--outputs FILE] [--recorded FILE] [--contract ID] [--from LEDGER]

  --outputs FILE   the stack's outputs, ${localOutputsFile} by default
  --recorded FILE  JSON lines, each {"startLedger", "endLedger", "events"} of getEvents with
                   xdrFormat json, in any order; ${recordedFile} by default
  --contract ID    the contract whose events count, that of the recorded file by default
  --from LEDGER    the first ledger of which not all is written, ${recordedStart} by default`,

  async run(args) {
    const flags = parseFlags(args, {
      outputs: { type: 'string', default: localOutputsFile },
      recorded: { type: 'string', default: recordedFile },
      contract: { type: 'string', default: recordedContract },
      from: { type: 'string', default: recordedStart },
    });
    const startLedger = wholeNumber('--from', flags.from, 1, 0xffff_ffff);
    const readings = await readRecorded(flags.recorded);
    await using publisher = createPublisher({
      ...(await readStackTables(flags.outputs)),
      source: 'indexer',
    });
    const counts = { written: 0, already: 0, troubles: 0 };
    const run = new Indexer({
      ...{ publisher, contractId: flags.contract, startLedger },
      onWritten: ({ ledger, streamId, name, outcome }) => {
        counts[outcome] += 1;
        process.stdout.write(
          `ledger ${ledger}: ${name} of payment stream ${streamId}: ${outcome}\n`,
        );
      },
      onTrouble: ({ kind, message }) => {
        counts.troubles += 1;
        process.exitCode = 1;
        process.stderr.write(`${kind}: ${message}\n`);
      },
    });
    for (const reading of readings) await run.take(reading);
    run.finish();
    const { written, already, troubles } = counts;
    process.stdout.write(
      `up to ledger ${run.nextLedger - 1}: ${written} written, ${already} already there, ${troubles} to look at\n`,
    );
  },
};

async function readRecorded(file: string): Promise<readonly LedgerReading[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`--recorded: cannot read ${file}: ${messageOf(cause)}`, { cause });
  });
  return text
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [readLine(line, at + 1)]));
}

function readLine(line: string, number: number): LedgerReading {
  const parsed = ledgerReadingSchema.safeParse(parseJson(line));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    `--recorded: line ${number}: ${issue?.path.join('.') || 'it'}: ${issue?.message}`,
  );
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

await runCommand(indexer);
