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
export function greetingOf(peer: PeerName): Greeting {
  switch (peer) {
    case 'raw':
    case 'ours':
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
