import { readFile, writeFile } from 'node:fs/promises';
import { type Command, parseFlags, runCommand } from './command-line.ts';
import { testTitles } from './requirements/test-titles.ts';
import { withProofs } from './requirements/with-proofs.ts';

const page = 'docs/requirements.md';

/** Writes which tests prove each requirement into the page of requirements. */
const requirementsCommand: Command = {
  usage: `usage: npm run requirements

  Writes the last column of ${page} anew: the tests whose titles are tagged with the row's id,
  as in it('a late joiner gets the last 100 events [G6]').`,

  async run(args) {
    parseFlags(args, {});
    await writeFile(page, withProofs(await readFile(page, 'utf8'), testTitles()));
  },
};

await runCommand(requirementsCommand);
