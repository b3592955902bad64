/**
 * The beginning of a text, at most `maxLength` UTF-16 units with its mark, made of whole characters:
 * what is written, sent or shown of a text is cut here and nowhere else. A pair of surrogates that
 * the bound would part is left out, and a half without its other one becomes U+FFFD: UTF-8 has no
 * halves, and DynamoDB refuses a write that holds one.
 */
export function cutText(text: string, maxLength: number, mark = ''): string {
  // One unit more than can be kept, so that the last pair is seen whole.
  const beginning = text.slice(0, maxLength + 1).toWellFormed();
  if (beginning.length <= maxLength) return beginning;
  const end = maxLength - mark.length;
  const isParted = (beginning.codePointAt(end - 1) ?? 0) > 0xffff;
  return beginning.slice(0, isParted ? end - 1 : end) + mark;
}
