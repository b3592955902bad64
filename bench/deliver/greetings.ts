import { benchToken } from './bench-token.ts';
import type { PeerName } from './peer.ts';

/** How a connection begins, until nothing but events comes. */
interface Greeting {
  readonly request: string;
  /** What is answered to all that came so far; `undefined`: more is to come first. */
  answerTo(text: string): { readonly bytes?: Uint8Array; readonly isLast: boolean } | undefined;
}

const headEnd = '\r\n\r\n';
/** A text frame `40`, masked with zeros: the connect packet of socket.io (its protocol, version 5). */
const connectPacket = Uint8Array.of(0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30);

/** How a reader of this peer greets it. */
export async function greetingOf(peer: PeerName, at: number): Promise<Greeting> {
  switch (peer) {
    case 'ours': {
      const token = await benchToken(`reader-${String(at).padStart(5, '0')}`);
      return {
        request: requestOf('/fights?history=0', [
          'accept: text/event-stream',
          `authorization: Bearer ${token}`,
          // As Lambda adds them.
          `x-forwarded-for: 192.0.2.${at % 256}`,
          `lambda-web-request-id: 00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
        ]),
        answerTo: text => (text.includes('event: connected') ? { isLast: true } : undefined),
      };
    }
    case 'raw':
    case 'better-sse':
      return {
        request: requestOf('/fights', ['accept: text/event-stream']),
        answerTo: text => (text.includes(headEnd) ? { isLast: true } : undefined),
      };
    case 'ws':
      return {
        request: requestOf('/', upgrade),
        answerTo: text => (text.includes(headEnd) ? { isLast: true } : undefined),
      };
    case 'socket.io': {
      let hasConnected = false;
      return {
        request: requestOf('/socket.io/?EIO=4&transport=websocket', upgrade),
        answerTo: text => {
          if (hasConnected) return text.includes('40{"sid"') ? { isLast: true } : undefined;
          hasConnected = text.includes('0{"sid"');
          return hasConnected ? { bytes: connectPacket, isLast: false } : undefined;
        },
      };
    }
  }
}

/** The key is that of RFC 6455, section 1.3: its answer is not looked at. */
const upgrade = [
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
];

function requestOf(path: string, headers: readonly string[]): string {
  return [`GET ${path} HTTP/1.1`, 'host: 127.0.0.1', ...headers, '', ''].join('\r\n');
}
