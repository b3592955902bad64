import { roleNameSchema } from '../core/auth/claims.ts';
import { tokenIdSchema } from '../core/wire/token-id.ts';
import { userIdSchema } from '../core/wire/user-id.ts';
import { type Command, parseFlags, runCommand, UsageError, wholeNumber } from './command-line.ts';
import { localOutputsFile, readOutputs } from './outputs.ts';
import { createTokenSigner } from './token-signer.ts';

/** Revocations are kept for 400 days; no token of ours is to outlive its own. */
const oneYearSeconds = 365 * 24 * 3_600;

/** Prints a signed token and nothing else, so that `$(npm run -s token -- …)` is one. */
const tokenCommand: Command = {
  usage: `usage: npm run -s token -- --sub USER --role ROLE [--ttl SECONDS] [--permissions LIST] [--token-id ID] [--outputs FILE]

  --sub USER       whose token it is
  --role ROLE      admin, operator, bettor, or another role's name
  --ttl SECONDS    how long it lasts, 3600 by default; a negative one has expired already
  --permissions LIST  what it allows besides, such as events:publish; separated by commas
  --token-id ID    its jti, by which it can be revoked; a random one by default
  --outputs FILE   the stack's outputs, ${localOutputsFile} by default`,

  async run(args) {
    const flags = parseFlags(args, {
      sub: { type: 'string' },
      role: { type: 'string' },
      ttl: { type: 'string', default: '3600' },
      permissions: { type: 'string' },
      'token-id': { type: 'string' },
      outputs: { type: 'string', default: localOutputsFile },
      help: { type: 'boolean', short: 'h', default: false },
    });
    if (flags.help) {
      process.stdout.write(`${this.usage}\n`);
      return;
    }
    const holder = {
      sub: claim('--sub', flags.sub, userIdSchema, 'a user id of printable characters, no spaces'),
      role: claim('--role', flags.role, roleNameSchema, 'a word such as admin'),
      ttlSeconds: wholeNumber('--ttl', flags.ttl, -oneYearSeconds, oneYearSeconds),
    };
    const tokenId = flags['token-id'];
    const expected = 'a word of 1 to 256 characters, not *';
    const named =
      tokenId === undefined
        ? {}
        : { tokenId: claim('--token-id', tokenId, tokenIdSchema, expected) };
    const permissions = flags.permissions?.split(',').flatMap(name => name.trim() || []);
    const sign = await createTokenSigner(await readOutputs(flags.outputs));
    process.stdout.write(
      `${await sign({ ...holder, ...named, ...(permissions && { permissions }) })}\n`,
    );
  },
};

/** A claim as the verifier would accept it: a token that no door takes is not worth signing. */
function claim(
  flag: string,
  value: string | undefined,
  schema: typeof userIdSchema,
  expected: string,
): string {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `${flag}: received ${value === undefined ? 'nothing' : `"${value}"`}, expected ${expected}`,
  );
}

await runCommand(tokenCommand);
