import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isRecord, type Template } from './template.ts';

/** A synthesized app with exactly one stack: its template and where its assets lie. */
export interface Assembly {
  readonly directory: string;
  readonly stackName: string;
  readonly template: Template;
  /** Object key, as the template names it, to absolute path. */
  readonly assets: ReadonlyMap<string, string>;
}

interface Artifact {
  readonly id: string;
  readonly type: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
}

function readJson(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`cannot read ${file}: is the app synthesized (cdk synth)?`, { cause });
  }
  const parsed: unknown = JSON.parse(text);
  if (!isRecord(parsed)) throw new Error(`${file} should hold a JSON object`);
  return parsed;
}

function artifactsOf(manifest: Record<string, unknown>): Artifact[] {
  const artifacts = isRecord(manifest.artifacts) ? manifest.artifacts : {};
  return Object.entries(artifacts).map(([id, value]) => {
    const artifact = isRecord(value) ? value : {};
    return {
      id,
      type: artifact.type,
      properties: isRecord(artifact.properties) ? artifact.properties : {},
    };
  });
}

/** Reads every asset manifest: the format is that of the CDK's cloud-assembly-schema. */
function assetsOf(directory: string, artifacts: readonly Artifact[]): Map<string, string> {
  const assets = new Map<string, string>();
  for (const artifact of artifacts) {
    const file = artifact.properties.file;
    if (artifact.type !== 'cdk:asset-manifest' || typeof file !== 'string') continue;
    const files = readJson(path.join(directory, file)).files;
    for (const asset of Object.values(isRecord(files) ? files : {})) {
      if (!isRecord(asset) || !isRecord(asset.source) || !isRecord(asset.destinations)) {
        continue;
      }
      const source = asset.source.path;
      for (const destination of Object.values(asset.destinations)) {
        const key = isRecord(destination) ? destination.objectKey : undefined;
        if (typeof key === 'string' && typeof source === 'string') {
          assets.set(key, path.resolve(directory, source));
        }
      }
    }
  }
  return assets;
}

/**
 * Loads a cloud assembly directory (`cdk.out`).
 *
 * @throws Error when it is not there, or does not hold exactly one stack.
 */
export function loadAssembly(assemblyDirectory: string): Assembly {
  const directory = path.resolve(assemblyDirectory);
  const manifestFile = path.join(directory, 'manifest.json');
  if (!existsSync(manifestFile)) {
    throw new Error(
      `no cloud assembly in ${directory}: expected a manifest.json, as cdk synth writes it`,
    );
  }
  const artifacts = artifactsOf(readJson(manifestFile));
  const stacks = artifacts.filter(artifact => artifact.type === 'aws:cloudformation:stack');
  const stack = stacks[0];
  if (stack === undefined || stacks.length > 1) {
    const names = stacks.map(each => each.id).join(', ') || 'none';
    throw new Error(`the assembly should hold exactly one stack, it holds ${names}`);
  }
  const templateFile = stack.properties.templateFile;
  if (typeof templateFile !== 'string') {
    throw new Error(`stack ${stack.id} names no templateFile in ${manifestFile}`);
  }
  const template = readJson(path.join(directory, templateFile));
  if (!isRecord(template.Resources)) throw new Error(`${templateFile} has no Resources`);
  const stackName = stack.properties.stackName;
  return {
    directory,
    stackName: typeof stackName === 'string' ? stackName : stack.id,
    template: template as unknown as Template,
    assets: assetsOf(directory, artifacts),
  };
}
