import { type SseHost, sseHosts } from '../../../lib/account-concurrency.ts';
import { UsageError } from '../../../tools/command-line.ts';

/** What to play, and where. */
export interface PlayFlags {
  /** Nothing is to be played: it would be the stack of OUTPUTS a second time. */
  readonly isAgain: boolean;
  /** What serves streams; absent: as the settings have it. */
  readonly sseHost?: SseHost;
  /** As they were given. */
  readonly jestArgs: readonly string[];
}

/** Takes `--host KIND` or `--host=KIND`, and `--again`, out of Jest's arguments; @throws UsageError. */
export function parsePlay(
  args: readonly string[],
  { OUTPUTS, SSE_HOST }: Readonly<Record<string, string | undefined>>,
): PlayFlags {
  const isAgain = args.includes('--again') && Boolean(OUTPUTS);
  const given = args.filter(arg => arg !== '--again');
  if (isAgain) return { isAgain, jestArgs: given };
  const split = given.flatMap(arg =>
    arg.startsWith('--host=') ? ['--host', arg.slice('--host='.length)] : [arg],
  );
  const isValue = (n: number): boolean => split[n - 1] === '--host';
  const hosts = split.flatMap((arg, n) => (arg === '--host' ? [split[n + 1] ?? ''] : []));
  const jestArgs = split.filter((arg, n) => arg !== '--host' && !isValue(n));
  if (hosts.length > 1) throw new UsageError('--host: received it twice, expected one kind');
  const [host] = hosts;
  if (host !== undefined && OUTPUTS) {
    throw new UsageError('received --host and OUTPUTS, but the stack of OUTPUTS has its kind');
  }
  const wanted = host ?? SSE_HOST;
  if (wanted === undefined) return { isAgain, jestArgs };
  const sseHost = sseHosts.find(each => each === wanted);
  if (sseHost !== undefined) return { isAgain, sseHost, jestArgs };
  const name = host === undefined ? 'SSE_HOST' : '--host';
  throw new UsageError(`${name}: received "${wanted}", expected ${sseHosts.join(' or ')}`);
}
