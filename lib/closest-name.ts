const maxEdits = 2;

/** The known name that the given one is probably a misspelling of, or `undefined`. */
export function closestName(given: string, known: readonly string[]): string | undefined {
  return known.find(name => editDistance(plain(given), plain(name)) <= maxEdits);
}

/** `allowed-origins` and `ALLOWED_ORIGINS` are spellings of `allowedOrigins`. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Levenshtein's distance: how many letters to add, drop or replace. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, wanted] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === wanted ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
