import type { TestTitle } from './test-titles.ts';

/**
 * The page of requirements with the last cell of each row written anew: the tests that are tagged
 * with the row's id.
 */
export function withProofs(page: string, titles: readonly TestTitle[]): string {
  return page
    .split('\n')
    .map(line => {
      const [, id] = /^\| ([A-Z]\d+) \|/.exec(line) ?? [];
      if (id === undefined) return line;
      const [before, idCell, what, state] = line.split('|');
      const proof = proofOf(titles.filter(({ tags }) => tags.includes(id)));
      return [before, idCell, what, state, ` ${proof} `, ''].join('|');
    })
    .join('\n');
}

function proofOf(titles: readonly TestTitle[]): string {
  const byFile = Map.groupBy(titles, ({ file }) => file);
  const proofs = [...byFile].map(
    ([file, its]) => `\`${file}\`: ${its.map(({ title }) => `"${title}"`).join(', ')}`,
  );
  return proofs.length === 0 ? 'none' : proofs.join('; ').replaceAll('|', '\\|');
}
