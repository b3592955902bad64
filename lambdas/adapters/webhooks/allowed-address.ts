import ipaddr from 'ipaddr.js';
import type { AddressKind } from '../../../core/webhook/webhook-url.ts';

/** What of IPv6 is routed on the public internet: RFC 4291, section 2.4, and IANA's list. */
const globalUnicast = ipaddr.IPv6.parse('2000::');

/**
 * What an address is, in its usual notation. Public is only what nobody has set aside for anything
 * else: no private, link-local, shared, documentation or multicast address, and none that carries an
 * IPv4 address inside (mapped, NAT64, 6to4, Teredo), since a gateway would take that for the target.
 */
export function addressKind(address: string): AddressKind {
  if (!isUsual(address)) return 'other';
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range === 'loopback') return 'loopback';
  if (range !== 'unicast') return 'other';
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicast, 3) ? 'public' : 'other';
}

/** ipaddr.js reads octal, hexadecimal and short notations too, as no socket has them. A zone names an interface. */
const isUsual = (address: string) =>
  ipaddr.IPv4.isValidFourPartDecimal(address) ||
  (ipaddr.IPv6.isValid(address) && !address.includes('%'));
