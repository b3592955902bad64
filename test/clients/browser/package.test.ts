import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What a page loads that imports these names, and the files it comes from. */
async function bundled(names: string) {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `export ${names} from './clients/browser/index.ts';`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
  });
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [file] : [],
    ),
  );
  const [output] = outputFiles;
  return { files, gzipped: gzipSync(output?.contents ?? '', { level: 9 }).byteLength };
}

describe('what a page loads', () => {
  it('holds the client and the parser, and nothing else', async () => {
    const { files } = await bundled('*');
    const strangers = files.filter(
      file => !/^(clients\/browser|node_modules\/eventsource-parser)\//.test(file),
    );
    expect(strangers.sort()).toEqual([
      'core/wire/addressee.ts',
      'core/wire/error-category.ts',
      'core/wire/payment-stream-filter.ts',
      'core/wire/payment-stream.ts',
      'core/wire/priority.ts',
      'core/wire/role.ts',
      'core/wire/shown-on.ts',
      'core/wire/workflow.ts',
    ]);
  });

  it('holds no parser and no stream for a page that imports the socket only, and the other way round', async () => {
    const socket = await bundled('{ ProposalSocket }');
    const stream = await bundled('{ ChannelStream }');
    expect(socket.files.filter(file => /\/stream\/|parser/.test(file))).toEqual([]);
    expect(stream.files.filter(file => /\/socket\/|sse-tokens/.test(file))).toEqual([]);
  });

  it.each([
    ['*', 15_450],
    ['{ ChannelStream, ProposalSocket }', 14_450],
    ['{ ChannelStream, sseTokens }', 10_700],
    ['{ ChannelStream }', 9_950],
    ['{ ProposalSocket }', 6_900],
  ])('%s has at most %i bytes, gzipped', async (names, bytes) => {
    expect((await bundled(names)).gzipped).toBeLessThanOrEqual(bytes);
  });
});
