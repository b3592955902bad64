import { parseArgs } from 'node:util';
import { cutText } from '../../core/wire/cut-text.ts';

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

/** A command's words as options and the rest, or what is wrong with them. */
export function readOptions<const O extends Options>(words: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: true });
  } catch (error) {
    const { message } = error as Error;
    return message.split('. To specify')[0] ?? message;
  }
}

/** Enough to recognise one's own word by. */
export function shorten(text = ''): string {
  return cutText(text, 33, '…');
}
