import { maxUrlLength } from '../wire/webhook.ts';

/** What an address is: of the public internet, of this very machine, or anything else. */
export type AddressKind = 'public' | 'loopback' | 'other';

/** Where webhooks of a stack may go. */
export interface WebhookUrlRules {
  /** Whether they may go to this machine, without TLS too: on a laptop only. */
  readonly allowsLoopback: boolean;
  /** The ARNs of the queues and buses that the stack's settings name. */
  readonly destinations: readonly string[];
  /** Of an IPv4 or IPv6 address in its usual notation, without brackets. */
  readonly addressKind: (address: string) => AddressKind;
}

/**
 * Why a webhook cannot be posted to what was given, with what was expected; undefined if it can. Looks
 * at the text alone: where a name leads is known when a message is sent, and judged then. Quotes at
 * most scheme and host, since paths and queries of such URLs are secrets.
 */
export function urlDefect(url: string, rules: WebhookUrlRules): string | undefined {
  if (url.length > maxUrlLength) {
    return `received ${url.length} characters, expected ${maxUrlLength} at most`;
  }
  if (isArn(url)) return arnDefect(url, rules);
  if (!URL.canParse(url)) return 'expected an https URL';
  // The parser turns every notation of an IPv4 address (127.1, 0x7f000001, fullwidth digits) into the
  // usual one, and shortens those of IPv6: https://url.spec.whatwg.org/#host-parsing.
  const { protocol, hostname, username, password } = new URL(url);
  if (protocol !== 'https:' && !(protocol === 'http:' && rules.allowsLoopback)) {
    return `received the scheme ${protocol.slice(0, -1).slice(0, 20)}, expected https`;
  }
  if (username !== '' || password !== '') return 'expected a URL without user and password';
  if (url.includes('#')) return 'expected a URL without a fragment';
  return hostDefect(hostname, protocol === 'http:', rules);
}

/** Whether it names something of AWS instead of a URL. */
export const isArn = (url: string) => url.startsWith('arn:');

function arnDefect(arn: string, { destinations }: WebhookUrlRules): string | undefined {
  if (!destinations.includes(arn)) {
    return 'received an ARN that the setting webhookDestinations does not name';
  }
  return awsDestination(arn)
    ? undefined
    : 'expected the ARN of a standard queue or of an event bus';
}

/** An IPv6 address stands in brackets; no name ends in a number. */
const literalPattern = /^(?:\[(?<six>.+)\]|(?<four>\d+\.\d+\.\d+\.\d+))$/;

/** The address that a URL's host is, without brackets; undefined for a name. */
function literalAddress(hostname: string): string | undefined {
  const groups = literalPattern.exec(hostname)?.groups;
  return groups?.six ?? groups?.four;
}

function hostDefect(
  hostname: string,
  isPlain: boolean,
  { allowsLoopback, addressKind }: WebhookUrlRules,
): string | undefined {
  const kind = hostKind(hostname, addressKind);
  if (kind === 'loopback' && allowsLoopback) return undefined;
  if (isPlain) return `received the scheme http for ${hostname}, expected https`;
  if (kind !== 'public') return `received ${hostname}, expected a host of the public internet`;
  return undefined;
}

/** Of a name it says what its look says; most names are public as far as that goes. */
function hostKind(hostname: string, addressKind: WebhookUrlRules['addressKind']): AddressKind {
  const address = literalAddress(hostname);
  if (address !== undefined) return addressKind(address);
  const name = hostname.replace(/\.$/, '');
  // RFC 6761, section 6.3.
  if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback';
  // A name without a dot is looked up in the network's own domain first.
  return name.includes('.') ? 'public' : 'other';
}

/** A queue or a bus, by its ARN. */
export interface AwsDestination {
  readonly kind: 'queue' | 'bus';
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** A FIFO queue is none of them: it wants groups, and posts of a webhook come in no order. */
const destinationPattern =
  /^arn:(?<partition>aws[a-z-]*):(?:sqs:(?<queueRegion>[a-z0-9-]+):(?<queueAccount>\d{12}):(?<queue>[A-Za-z0-9_-]{1,80})|events:(?<busRegion>[a-z0-9-]+):(?<busAccount>\d{12}):event-bus\/(?<bus>[A-Za-z0-9._/-]{1,256}))$/;

/** What an ARN names, if it is one of a standard queue or of a bus. */
export function awsDestination(arn: string): AwsDestination | undefined {
  const groups = destinationPattern.exec(arn)?.groups;
  if (!groups) return undefined;
  const { partition = '', queue, bus = '' } = groups;
  return queue === undefined
    ? {
        kind: 'bus',
        arn,
        partition,
        region: groups.busRegion ?? '',
        account: groups.busAccount ?? '',
        name: bus,
      }
    : {
        kind: 'queue',
        arn,
        partition,
        region: groups.queueRegion ?? '',
        account: groups.queueAccount ?? '',
        name: queue,
      };
}
