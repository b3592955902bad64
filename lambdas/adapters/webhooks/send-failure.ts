import type { SendFailure } from '../../../core/wire/webhook.ts';

/** What an attempt failed of, for programs and for people. */
export interface FailedSend {
  readonly failure: SendFailure;
  readonly message: string;
}

/**
 * What an error of a connection stands for. The message has the error's code and nothing else of it:
 * texts of errors name addresses and ports that a name led to.
 */
export function failedSend(error: unknown, hostname: string): FailedSend {
  const code = codeOf(error);
  const failure = failureOf(code);
  return { failure, message: `${sentences[failure](hostname)} (${code})` };
}

const sentences = {
  ADDRESS_NOT_ALLOWED: hostname => `${hostname} is no address of the public internet`,
  NAME_NOT_FOUND: hostname => `${hostname} could not be looked up`,
  CONNECTION_FAILED: hostname => `the connection to ${hostname} failed`,
  TLS_FAILED: hostname => `${hostname} did not prove by TLS that it is that host`,
  TIMEOUT: hostname => `${hostname} did not answer in time`,
  ANSWER_INVALID: hostname => `what ${hostname} answered is no HTTP that is read here`,
} satisfies Partial<Record<SendFailure, (hostname: string) => string>>;

type ConnectionFailure = keyof typeof sentences;

/** Of the first of several errors, where each address of a name failed for itself. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UNKNOWN';
  if ('errors' in error && Array.isArray(error.errors)) return codeOf(error.errors[0]);
  // The parser's own code is often missing.
  if ('name' in error && error.name === 'HTTPParserError') return 'HPE_INVALID';
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'UNKNOWN';
}

/** Codes of Node's lookups, of undici and of its parser, of OpenSSL's verification and its handshake. */
const patterns: readonly (readonly [RegExp, ConnectionFailure])[] = [
  [/^ADDRESS_NOT_ALLOWED$/, 'ADDRESS_NOT_ALLOWED'],
  [/^(ENOTFOUND|ENODATA|EAI_.+|EBADNAME|ESERVFAIL)$/, 'NAME_NOT_FOUND'],
  [/^(ETIMEDOUT|ETIMEOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/, 'TIMEOUT'],
  [/^(HPE_.+|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_.+)$/, 'ANSWER_INVALID'],
  [/^(ERR_TLS_.+|ERR_SSL_.+|EPROTO|CERT_.+|CRL_.+|UNABLE_TO_.+|HOSTNAME_MISMATCH)$/, 'TLS_FAILED'],
  [/^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/, 'TLS_FAILED'],
  [/^(ERROR_IN_CERT_.+|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED)$/, 'TLS_FAILED'],
];

const failureOf = (code: string): ConnectionFailure =>
  patterns.find(([pattern]) => pattern.test(code))?.[1] ?? 'CONNECTION_FAILED';
