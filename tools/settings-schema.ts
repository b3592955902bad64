import { readFile, writeFile } from 'node:fs/promises';
import { type Command, parseFlags, runCommand } from './command-line.ts';
import { settingsJsonSchema } from './settings-schema/settings-schema.ts';

const file = 'config/settings.schema.json';

/** Writes the JSON Schema by which editors check the files of stages. */
const settingsSchemaCommand: Command = {
  usage: `usage: npm run -s settings-schema

  writes ${file} anew, by which editors check the files beside it`,

  async run(args) {
    const flags = parseFlags(args, { help: { type: 'boolean', short: 'h', default: false } });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const schema = settingsJsonSchema(await readFile('docs/architecture.md', 'utf8'));
    await writeFile(file, `${JSON.stringify(schema, null, 2)}\n`);
    process.stdout.write(`${file}\n`);
  },
};

await runCommand(settingsSchemaCommand);
