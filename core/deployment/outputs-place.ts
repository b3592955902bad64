import { AppError } from '../wire/app-error.ts';
import { isStackName, stackNameOf } from './stack-name.ts';

/** Where the outputs of a stack are: a file, and which of its stacks. */
export interface OutputsPlace {
  readonly file: string;
  /** @default - the one of ours that there is */
  readonly stackName?: string;
}

/** Reads `file`, or `file#stack`, as people write it. */
export function outputsPlace(text: string): OutputsPlace {
  const at = text.lastIndexOf('#');
  const stackName = text.slice(at + 1);
  // A path may have the character in it.
  if (at === -1 || !isStackName(stackName)) return { file: text };
  return { file: text.slice(0, at), stackName };
}

/** So many names of a file are listed. */
const maxNames = 10;

/**
 * Of the stacks in an outputs file the one that is meant, or the one of ours that there is, of whatever
 * stage.
 *
 * @throws AppError CONFIG_INVALID when it is not there, or there are several and none is meant
 */
export function stackIn({ file, stackName }: OutputsPlace, names: readonly string[]): string {
  const isMeant = (name: string): boolean =>
    stackName === undefined ? isStackName(name) : name === stackName;
  const found = names.filter(isMeant);
  const [first] = found;
  if (first === undefined) {
    const wanted = stackName ?? stackNameOf();
    throw new AppError(
      'CONFIG_INVALID',
      `${file} has no outputs of ${wanted}; it has ${listOf(names)}; expected {"${wanted}": {"<output>": "<text>", …}}`,
    );
  }
  if (found.length === 1) return first;
  throw new AppError(
    'CONFIG_INVALID',
    `${file} has outputs of several stacks, ${listOf(found)}; expected one, or ${file}#${first}, which chooses`,
  );
}

function listOf(names: readonly string[]): string {
  if (names.length === 0) return 'nothing by name';
  return names.slice(0, maxNames).join(', ') + (names.length > maxNames ? ', …' : '');
}
