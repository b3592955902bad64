const groupsOfAddress = 8;
/** One customer of a provider is given at least so much of an address (RFC 6177): 64 bits. */
const groupsOfHolder = 4;

/**
 * Against whom an address's requests and connections count: an IPv4 address itself, of an IPv6
 * address its /64, for whoever has one of those has 2^64 addresses.
 */
export function addressHolder(sourceIp: string): string {
  if (!sourceIp.includes(':')) return sourceIp;
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(sourceIp)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = sourceIp.split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const zeros = Math.max(0, groupsOfAddress - before.length - after.length);
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return `${groups.slice(0, groupsOfHolder).map(normal).join(':')}::/64`;
}

function normal(group: string): string {
  return group.toLowerCase().replace(/^0+(?=.)/, '');
}
