import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a page imports, and with which of them it is compared. */
const rows = [
  {
    what: 'stream: resume, polling fallback',
    code: `export { ChannelStream } from './clients/browser/index.ts'`,
  },
  {
    what: 'socket: requests, renewed tokens',
    code: `export { ProposalSocket } from './clients/browser/index.ts'`,
  },
  {
    what: 'both',
    code: `export { ChannelStream, ProposalSocket } from './clients/browser/index.ts'`,
  },
  { what: 'both, and SSE tokens', code: `export * from './clients/browser/index.ts'` },
  {
    what: '@microsoft/fetch-event-source: a stream, no fallback',
    code: `export * from '@microsoft/fetch-event-source'`,
  },
  {
    what: 'reconnecting-websocket: a socket, no requests',
    code: `export { default } from 'reconnecting-websocket'`,
  },
  {
    what: 'socket.io-client: a socket, polling fallback',
    code: `export { io } from 'socket.io-client'`,
  },
] as const;

/** Bytes of what a page loads for it: bundled, minified, gzipped. */
async function gzippedSize(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).byteLength;
}

const sizes = await Promise.all(rows.map(({ code }) => gzippedSize(code)));
const ofSocketIo = sizes.at(-1) ?? 1;
console.log('What a page loads, bundled, minified and gzipped:\n');
for (const [at, { what }] of rows.entries()) {
  const bytes = sizes[at] ?? 0;
  const ratio = (bytes / ofSocketIo).toFixed(2);
  console.log(`${what.padEnd(54)} ${String(bytes).padStart(7)} B  ${ratio} of socket.io-client`);
}
