/** The plural of a name that ends in y is three edits away. */
const fewEdits = (name: string): number => (name.length < 8 ? 2 : 3);

/**
 * The known name that the given one is probably a misspelling of, or `undefined`: the one that takes
 * fewest edits, and of several the one that begins most like it.
 */
export function closestName(
  given: string,
  known: readonly string[],
  maxEdits = fewEdits(given),
): string | undefined {
  let closest: Candidate | undefined;
  for (const name of known) {
    const [one, other] = [plain(given), plain(name)];
    const candidate = { name, edits: editDistance(one, other), alike: lettersAlike(one, other) };
    if (candidate.edits <= maxEdits && isCloser(candidate, closest)) closest = candidate;
  }
  return closest?.name;
}

interface Candidate {
  readonly name: string;
  readonly edits: number;
  /** How many letters at its beginning are those of what was given. */
  readonly alike: number;
}

function isCloser({ edits, alike }: Candidate, other: Candidate | undefined): boolean {
  if (other === undefined || edits < other.edits) return true;
  return edits === other.edits && alike > other.alike;
}

function lettersAlike(one: string, other: string): number {
  const different = [...one].findIndex((letter, at) => letter !== other[at]);
  return different === -1 ? one.length : different;
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
