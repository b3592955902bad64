import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../core/wire/app-error.ts';
import { capacityText } from '../local/capacity/capacity-text.ts';
import { capacityFileOf } from '../local/main.ts';
import { type Command, parseFlags, runCommand } from './command-line.ts';
import { localOutputsFile, readOutputs } from './outputs.ts';

const units = { readUnits: z.number(), writeUnits: z.number() };

const report = z.array(
  z.object({
    tableName: z.string(),
    indexName: z.string().optional(),
    ...units,
    keyCount: z.number(),
    busiestKeys: z.array(
      z.object({
        key: z.string(),
        ...units,
        peakReadUnits: z.number(),
        peakWriteUnits: z.number(),
        isHot: z.boolean(),
      }),
    ),
  }),
);

/** Prints what the functions consumed of the tables, of the host that runs or of the last one. */
const capacityCommand: Command = {
  usage: `usage: npm run -s capacity [-- --outputs FILE]

  --outputs FILE   the outputs of the local host, ${localOutputsFile} by default`,

  async run(args) {
    const flags = parseFlags(args, {
      outputs: { type: 'string', default: localOutputsFile },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const counted = report.parse(
      (await ofLastHost(flags.outputs)) ?? (await ofRunningHost(flags.outputs)),
    );
    process.stdout.write(capacityText(counted as Parameters<typeof capacityText>[0]));
  },
};

/** A host leaves the file when it stops, and the next removes it when it starts. */
async function ofLastHost(outputsFile: string): Promise<unknown> {
  const text = await readFile(capacityFileOf(outputsFile), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

async function ofRunningHost(outputsFile: string): Promise<unknown> {
  const { AwsEndpointUrl } = await readOutputs(outputsFile);
  if (AwsEndpointUrl === undefined) {
    throw new AppError(
      'CONFIG_INVALID',
      `${outputsFile} is of a deployed stack; what its tables consume is in CloudWatch (ConsumedReadCapacityUnits, ConsumedWriteCapacityUnits)`,
    );
  }
  const response = await fetch(`${AwsEndpointUrl}/_host/capacity`);
  return response.json();
}

await runCommand(capacityCommand);
