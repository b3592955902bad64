import { readFile } from 'node:fs/promises';
import { decodeJwt } from 'jose';
import { roleOf } from '../../core/auth/role-of.ts';
import type { ClaimRules } from '../../core/auth/token-rules.ts';
import { userIdSchema } from '../../core/wire/user-id.ts';
import { claimRulesOf } from '../claim-rules.ts';
import type { Outputs } from '../outputs.ts';
import { createTokenSigner, type TokenSigner } from '../token-signer.ts';
import type { AuthSource } from './client-command.ts';
import type { CommandResult, Who } from './client-record.ts';

/** Where the tokens of this session come from. No message of it has a token in it. */
export type IdentitySource = Exclude<AuthSource, { readonly kind: 'same' }>;

/** Gives the identity with a token in hand, or how the command ends that needs one. */
export type SignIn = () => Promise<Identity | CommandResult>;

const tokenTtlSeconds = 3_600;

/** Why there is no token, in words that say what to do. */
class NoToken extends Error {}

/** The user of the session: gives the token to whatever connects, and a fresh one when that one is refused. */
export class Identity {
  readonly source: IdentitySource;
  readonly #signer: () => Promise<TokenSigner>;
  readonly #readRules: () => Promise<ClaimRules>;
  #token: string | undefined;
  #rules: ClaimRules = {};

  /** The outputs are needed to sign a token, and to know where one that is given has its role. */
  constructor(source: IdentitySource, outputs: () => Promise<Outputs>) {
    this.source = source;
    this.#signer = async () => createTokenSigner(await outputs());
    this.#readRules = async () => claimRulesOf(await outputs().catch(() => ({})));
  }

  /** Whether a fresh token is made when it is asked for, and so can have been revoked by nobody. */
  get isNewToken(): boolean {
    return this.source.kind === 'as';
  }

  async token({ fresh }: { readonly fresh: boolean }): Promise<string> {
    if (fresh || this.#token === undefined) this.#token = await this.#newToken();
    return this.#token;
  }

  /** As the token says; only the server knows whether it is valid. */
  get who(): Who | undefined {
    if (this.source.kind === 'as') {
      const { sub: userId, role } = this.source.holder;
      return { userId, role };
    }
    try {
      const claims = decodeJwt(this.#token ?? '');
      return { userId: userIdSchema.parse(claims.sub), role: roleOf(claims, this.#rules) };
    } catch {
      return undefined;
    }
  }

  async #newToken(): Promise<string> {
    const { source } = this;
    if (source.kind !== 'as') this.#rules = await this.#readRules();
    switch (source.kind) {
      case 'token':
        return checked(source.token, 'the token');
      case 'file':
        return checked(await readToken(source.file), source.file);
      case 'as': {
        const sign = await this.#signer();
        return sign({ ...source.holder, ttlSeconds: tokenTtlSeconds });
      }
    }
  }
}

async function readToken(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new NoToken(`cannot read the token file ${file} (${code})`, { cause });
  }
}

/** Headers and subprotocols take no spaces; what is no token at all should not be sent anywhere. */
function checked(text: string, place: string): string {
  const token = text.trim();
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return token;
  throw new NoToken(
    `${place} holds ${token === '' ? 'nothing' : `${token.length} characters that are no token`}, expected a signed JWT`,
  );
}
