import type { z } from 'zod';
import { addressesSchema, roleNameSchema } from '../core/auth/claims.ts';
import { tokenIdSchema } from '../core/wire/token-id.ts';
import { userIdSchema } from '../core/wire/user-id.ts';
import { type Command, parseFlags, runCommand, UsageError, wholeNumber } from './command-line.ts';
import { localOutputsFile, readOutputs } from './outputs.ts';
import { createTokenSigner } from './token-signer.ts';

/** Revocations are kept for 400 days; no token of ours is to outlive its own. */
const oneYearSeconds = 365 * 24 * 3_600;

const addressesExpected = 'at most 20 addresses of 1 to 128 characters';

/** Prints a signed token and nothing else, so that `$(npm run -s token -- …)` is one. */
const tokenCommand: Command = {
  usage: `usage: npm run -s token -- --sub USER --role ROLE [--ttl SECONDS] [--permissions LIST] [--address A]... [--token-id ID] [--outputs FILE]

  --sub USER       whose token it is
  --role ROLE      admin, operator, bettor, or another role's name
  --ttl SECONDS    how long it lasts, 3600 by default; a negative one has expired already
  --permissions LIST  what it allows besides, such as events:publish; separated by commas
  --address A      a name that the user has elsewhere, such as an address on a chain; repeatable
  --token-id ID    its jti, by which it can be revoked; a random one by default
  --outputs FILE   the stack's outputs, ${localOutputsFile} by default`,

  async run(args) {
    const flags = parseFlags(args, {
      sub: { type: 'string' },
      role: { type: 'string' },
      ttl: { type: 'string', default: '3600' },
      permissions: { type: 'string' },
      address: { type: 'string', multiple: true },
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
    const addresses =
      flags.address && claim('--address', flags.address, addressesSchema, addressesExpected);
    const sign = await createTokenSigner(await readOutputs(flags.outputs));
    process.stdout.write(
      `${await sign({
        ...holder,
        ...named,
        ...(permissions && { permissions }),
        ...(addresses && { addresses }),
      })}\n`,
    );
  },
};

/** A claim as the verifier would accept it: a token that no door takes is not worth signing. */
function claim<Schema extends z.ZodType<string | string[]>>(
  flag: string,
  value: z.input<Schema> | undefined,
  schema: Schema,
  expected: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const received = [value ?? []].flat().map(text => `"${text}"`);
  throw new UsageError(
    `${flag}: received ${received.join(', ') || 'nothing'}, expected ${expected}`,
  );
}

await runCommand(tokenCommand);
