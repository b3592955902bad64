import { readStageFile } from './settings/stage-file.ts';
import { parseSettings, type Settings } from './settings.ts';

/**
 * The settings of the stage that a CDK context names, by its file and the context.
 *
 * @throws SynthError with a line per bad key, or when the stage has no file
 */
export function stageSettings(
  context: Readonly<Record<string, unknown>>,
  directory?: string,
): Settings {
  return parseSettings(context, readStageFile(context.stage, directory));
}
