import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8'),
);

/** Of this project: what a deployed stack says it was made by. */
export const { version } = manifest;
