/** Everything below this line of the document is written by `npm run tables`. */
const marker = '<!-- Written by "npm run tables". -->\n';

/** The document with the tables below its marker replaced; @throws Error when it has no marker. */
export function withTables(document: string, tables: string): string {
  const at = document.indexOf(marker);
  if (at < 0) throw new Error(`the document has no line ${marker.trim()}`);
  return `${document.slice(0, at)}${marker}\n${tables.trimEnd()}\n`;
}
