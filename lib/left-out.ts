import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Leaves out of bundles what files of packages hold and no function needs. Whole packages are left out by
 * name, by `alias` of lib/bundles.ts.
 */
export const leftOut: Plugin = {
  name: 'left-out',
  setup({ initialOptions: { absWorkingDir = '' }, onLoad }) {
    // A client of the SDK reads its own version there, and carries scripts and dependencies along.
    onLoad({ filter: /[\\/]node_modules[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, file => {
      const { version } = JSON.parse(readFileSync(file.path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    // A file is named after the class in it: SHA-256 for a Node without it, and another way to retry.
    onLoad(
      { filter: /[\\/]@smithy[\\/].*[\\/](Sha256Js|AdaptiveRetryStrategy)\.js$/ },
      ({ path }) => ({
        contents: `export class ${basename(path, '.js')} {
        constructor() { throw new Error('functions are bundled without ${basename(path, '.js')}'); }
      }`,
      }),
    );
    // Each kind of schema names the function that makes JSON Schema of it.
    onLoad({ filter: /[\\/]node_modules[\\/]zod[\\/]v4[\\/]classic[\\/]schemas\.js$/ }, file => ({
      contents: readFileSync(file.path, 'utf8').replaceAll(/^.*\.processJSONSchema = .*;$/gm, ''),
    }));
    onLoad({ filter: /[\\/]node_modules[\\/]zod[\\/]v4[\\/]core[\\/]to-json-schema\.js$/ }, () => ({
      contents: "export * from './lambdas/adapters/runtime/no-json-schema.ts';",
      resolveDir: absWorkingDir,
    }));
  },
};
