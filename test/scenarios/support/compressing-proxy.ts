import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createGzip } from 'node:zlib';

/** A way to a server that compresses what passes, and so holds back whatever is no full block. */
export interface CompressingProxy {
  readonly url: string;
  /** How many answers it has compressed. */
  readonly compressed: number;
  close(): Promise<void>;
}

/** One that `obeys` lets pass what says `no-transform`, as RFC 9111 demands (5.2.2.6). */
export async function compressingProxy(
  target: string,
  { obeys }: { readonly obeys: boolean },
): Promise<CompressingProxy> {
  const far = new URL(target);
  const ask = far.protocol === 'https:' ? httpsRequest : httpRequest;
  let compressed = 0;
  const server = createServer((near, answer) => {
    const { host: _host, ...headers } = near.headers;
    const url = new URL(near.url ?? '/', far);
    const asked = ask(
      url,
      { method: near.method ?? 'GET', headers },
      (response: IncomingMessage) => {
        const { 'content-length': _length, ...kept } = response.headers;
        const isToPass = obeys && /no-transform/.test(kept['cache-control'] ?? '');
        if (!isToPass) compressed += 1;
        const encoding = isToPass ? {} : { 'content-encoding': 'gzip' };
        answer.writeHead(response.statusCode ?? 502, { ...kept, ...encoding });
        answer.flushHeaders();
        if (isToPass) response.pipe(answer);
        else response.pipe(createGzip()).pipe(answer);
        response.on('error', () => answer.destroy());
      },
    );
    asked.on('error', () => answer.destroy());
    answer.on('close', () => asked.destroy());
    near.pipe(asked);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${far.pathname}`,
    get compressed() {
      return compressed;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
