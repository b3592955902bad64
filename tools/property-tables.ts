import { readFile, writeFile } from 'node:fs/promises';
import { defaultLimits, resourceKinds } from '../local/resources/kinds.ts';
import { propertyTables } from '../local/template/property-tables.ts';
import { type Command, parseFlags, runCommand } from './command-line.ts';
import { withTables } from './property-tables/with-tables.ts';

const file = 'docs/local-host.md';

/** Writes what the local host does with each property into its document. */
const tablesCommand: Command = {
  usage: `usage: npm run tables

  Writes the tables at the end of ${file} anew, from the code.`,

  async run(args) {
    parseFlags(args, {});
    const document = await readFile(file, 'utf8');
    await writeFile(file, withTables(document, propertyTables(resourceKinds(defaultLimits))));
  },
};

await runCommand(tablesCommand);
