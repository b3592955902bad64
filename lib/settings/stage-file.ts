import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isStageName } from '../../core/deployment/stack-name.ts';
import { closestName } from '../closest-name.ts';
import { SynthError } from '../synth-error.ts';

/** What the file of a stage says. */
export interface StageFile {
  /** Its path, as messages give it. */
  readonly path: string;
  /** By name, as they stand there. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Where the files are, from the folder of cdk.json, in which the CDK runs the app. */
const configDirectory = 'config';

/** The file of no stage, which may be absent. */
const defaultFile = 'default.json';

/**
 * Reads config/<stage>.json, or config/default.json for no stage. Nothing for what is no stage's name:
 * that is refused where all settings are checked.
 *
 * @throws SynthError when a stage has no file: a misspelled one would be a stack of its own, with nothing
 *   of what was decided for the other; and when it is no JSON object
 */
export function readStageFile(
  stage: unknown,
  directory: string = configDirectory,
): StageFile | undefined {
  if (stage !== undefined && !(typeof stage === 'string' && isStageName(stage))) return undefined;
  const path = join(directory, stage === undefined ? defaultFile : `${stage}.json`);
  if (!existsSync(path)) {
    if (stage === undefined) return undefined;
    throw new SynthError(`bad context:\n  ${withoutFile(stage, path, directory)}`);
  }
  return { path, settings: parseObject(path, readFileSync(path, 'utf8')) };
}

function withoutFile(stage: string, path: string, directory: string): string {
  const stages = globSync('*.json', { cwd: directory })
    .map(file => basename(file, '.json'))
    .filter(isStageName)
    .sort();
  const known = stages.length === 0 ? 'there is none' : `there are those of ${stages.join(', ')}`;
  const meant = closestName(stage, stages);
  const advice = meant === undefined ? '' : `, perhaps ${meant}`;
  return `stage: received "${stage}", expected one with a file (${known}${advice}); a new one is made by ${path}, in which {} is enough`;
}

function parseObject(path: string, text: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new SynthError(`${path}: received no JSON (${String(error)}), expected {"<setting>": …}`);
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
    return parsed as Readonly<Record<string, unknown>>;
  }
  const received = Array.isArray(parsed) ? 'a list' : JSON.stringify(parsed);
  throw new SynthError(`${path}: received ${received}, expected {"<setting>": …}`);
}
