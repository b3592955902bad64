import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { loadAssembly } from '../../local/template/assembly.ts';
import { type Trust, trustOfTemplate } from './deployed-trust.ts';

/** A stack that was synthesized, as it would be deployed. */
export interface NextStack {
  readonly stackName: string;
  readonly trust: Trust;
  /** The role that the CDK deploys it with. @default - that of whoever deploys */
  readonly deployRoleArn?: string;
}

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z.object({ assumeRoleArn: z.string().optional() }).optional(),
    }),
  ),
});

/** The one stack of an assembly; @throws Error when it is none, or has several. */
export function nextStack(assemblyDirectory: string): NextStack {
  const { stackName, template } = loadAssembly(assemblyDirectory);
  const manifest = manifestSchema.parse(
    JSON.parse(readFileSync(join(assemblyDirectory, 'manifest.json'), 'utf8')),
  );
  const stack = Object.values(manifest.artifacts).find(
    ({ type }) => type === 'aws:cloudformation:stack',
  );
  const deployRoleArn = stack?.properties?.assumeRoleArn;
  return {
    stackName,
    trust: trustOfTemplate(template),
    ...(deployRoleArn === undefined ? {} : { deployRoleArn }),
  };
}
