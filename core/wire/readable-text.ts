import * as z from 'zod';
import { cutText } from './cut-text.ts';

/**
 * Control characters, halves of pairs, separators of lines and paragraphs, and what turns the
 * direction of all that follows (UAX #9, 2.1 to 2.4). Marks that act where they stand remain: Arabic,
 * Hebrew and emoji need them.
 */
const unreadable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/**
 * A line that one person writes and another reads. It is refused, not cleaned: without its marks it
 * would say something that nobody wrote.
 */
export const readableTextSchema = z
  .string()
  .refine(
    text => !unreadable.test(text),
    'must be one line of text without control characters and marks that turn its direction',
  );

/** Any value as it may be quoted in a message: as JSON, cut, and with nothing that is not seen. */
export function quoted(value: unknown, maxLength = 64): string {
  const text =
    typeof value === 'string'
      ? // As much as is kept of it, with its halves of pairs as they are: JSON spells them (ECMA-262, 25.5.2.3).
        JSON.stringify(value.slice(0, cutText(value, maxLength).length))
      : cutText(JSON.stringify(value) ?? String(value), maxLength, '…');
  return escapeUnseen(text);
}

/** A text that somebody sent, as it may stand in a message: cut, and with nothing that is not seen. */
export function shownText(text: string, maxLength: number): string {
  return escapeUnseen(cutText(text, maxLength));
}

/** The text with what is not seen, or turns what follows, spelled out. */
export function escapeUnseen(text: string): string {
  return text.replaceAll(new RegExp(unreadable, 'gu'), escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
