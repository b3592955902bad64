import { lookup as lookupName } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { timeoutMs } from '../../../core/webhook/limits.ts';
import { addressKind } from './allowed-address.ts';

/** All addresses of a name. */
export type ResolveName = (
  hostname: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>;

export interface ConnectorOptions {
  /** Whether this machine may be reached, without TLS too. */
  readonly allowsLoopback: boolean;
  /** Certificates of authorities, as PEM, instead of the public ones. */
  readonly ca?: string | undefined;
  /** @default - the system's */
  readonly resolve?: ResolveName | undefined;
}

/** The address is none that may be reached. Says nothing of what a name led to. */
class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ADDRESS_NOT_ALLOWED';

  constructor(hostname: string) {
    super(`${hostname} is or leads to an address that is not of the public internet`);
  }
}

type IsAllowed = (address: string) => boolean;

/** Of what a name has; a name with more is tried at the first few. All are judged. */
const maxAddresses = 8;

/**
 * Opens connections to addresses that were judged, and to no other. A name is looked up once for each
 * connection; every address must be allowed, or none is tried; the socket goes to those very addresses
 * and is looked at again once it is open. TLS is checked by the name. Neither a proxy nor
 * NODE_TLS_REJECT_UNAUTHORIZED of the environment has a say.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const isPublic: IsAllowed = address => addressKind(address) === 'public';
  const isLoopback: IsAllowed = address =>
    options.allowsLoopback && addressKind(address) === 'loopback';
  const secure = guarded(options, address => isPublic(address) || isLoopback(address));
  // Without TLS only within this machine, whatever name it has.
  const plain = guarded(options, isLoopback);
  return (target, done) => (target.protocol === 'https:' ? secure : plain)(target, done);
}

function guarded(
  { ca, resolve = systemResolve }: ConnectorOptions,
  isAllowed: IsAllowed,
): buildConnector.connector {
  const connect = buildConnector({
    allowH2: false,
    // A session that is taken up again would leave out the certificate.
    maxCachedSessions: 0,
    // The sender's signal ends it sooner.
    timeout: timeoutMs.most,
    rejectUnauthorized: true,
    lookup: guardedLookup(resolve, isAllowed),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 1_000,
    ...(ca === undefined ? {} : { ca }),
  });
  return (target, done) => {
    // A literal address is not looked up, so it is judged here.
    if (isIP(target.hostname) !== 0 && !isAllowed(target.hostname)) {
      queueMicrotask(() => done(new AddressRefused(target.hostname), null));
      return;
    }
    // What is returned is what undici ends when nobody waits for the connection any more.
    return connect(target, (error, socket) => {
      if (error) return done(error, null);
      if (isAllowed(socket.remoteAddress ?? '')) return done(null, socket);
      socket.destroy();
      done(new AddressRefused(target.hostname), null);
    });
  };
}

const systemResolve: ResolveName = async hostname => await lookupName(hostname, { all: true });

/** A lookup for `net.connect` that answers with allowed addresses only, or fails. */
function guardedLookup(resolve: ResolveName, isAllowed: IsAllowed): LookupFunction {
  const allowed = async (hostname: string) => {
    const found = await resolve(hostname);
    if (found.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
    if (!found.every(({ address }) => isAllowed(address))) throw new AddressRefused(hostname);
    return found.slice(0, maxAddresses).map(({ address }) => ({ address, family: isIP(address) }));
  };
  return (hostname, { all }, done) => {
    allowed(hostname).then(
      addresses => {
        const [first] = addresses;
        if (all || !first) done(null, addresses);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, ''),
    );
  };
}
