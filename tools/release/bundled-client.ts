import { build } from 'esbuild';

/** The client of pages with all that it needs, as one module that a test can require. */
export async function bundledClient(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: ['clients/browser/index.ts'],
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const [module] = outputFiles;
  if (module === undefined) throw new Error('esbuild made no module of the client');
  return module.contents;
}
