import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Template } from './kept-resources.ts';

/**
 * The template that this project synthesizes with that context, in a folder of its own.
 *
 * @throws Error with what the app said
 */
export function synthesizedTemplate(context: Readonly<Record<string, string>>): Template {
  const outdir = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const { context: featureFlags } = JSON.parse(readFileSync('cdk.json', 'utf8'));
    const { status, stderr } = spawnSync(process.execPath, ['bin/app.ts'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        CDK_OUTDIR: outdir,
        CDK_CONTEXT_JSON: JSON.stringify({ ...featureFlags, ...context }),
        // What is written is compared, not deployed.
        CDK_VALIDATION: 'false',
      },
    });
    if (status !== 0) throw new Error(`the stack does not synthesize: ${stderr.trim()}`);
    const [file = ''] = globSync('*.template.json', { cwd: outdir });
    return JSON.parse(readFileSync(join(outdir, file), 'utf8'));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
