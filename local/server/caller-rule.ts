import type { IncomingHttpHeaders } from 'node:http';

/** Who may call a server of the host. Programs of this machine may; web pages are another matter. */
export interface CallerRule {
  /** Names that lead here, beside those of the loopback: of a tunnel, a container, a proxy. */
  readonly allowedHosts: readonly string[];
  /** Whether the server answers pages, and looks at their origins itself as its AWS service does. */
  readonly answersPages: boolean;
}

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Why a request is not answered, if so. A page can reach this machine in two ways: under a name of
 * its own that it lets lead here (DNS rebinding), which `Host` shows, and by asking across origins,
 * which `Origin` shows. A browser sends both, and no page can change them
 * (https://fetch.spec.whatwg.org/#forbidden-request-header).
 */
export function callerRefusal(
  { host, origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>,
  { allowedHosts, answersPages }: CallerRule,
): string | undefined {
  const known = [...loopbackHosts, ...allowedHosts];
  const name = /^(.+?)(?::\d{1,5})?$/.exec(host ?? '')?.[1]?.toLowerCase();
  if (name === undefined || !known.includes(name)) {
    return `received the host ${shown(host)}; expected one of ${known.join(', ')} (npm start -- --allow-host NAME allows one more)`;
  }
  if (answersPages || origin === undefined) return undefined;
  return `received a request of a page of ${shown(origin)}; expected one without an Origin, for no page may call this port`;
}

const maxShown = 128;

function shown(value: string | undefined): string {
  return value === undefined ? 'none' : value.slice(0, maxShown);
}
