import { fencesOf } from './fences.ts';
import { read } from './page-parts.ts';

const page = 'docs/identity.md';

/** The pieces of settings on docs/identity.md, by the heading above; of several under one, numbered. */
export function identityRecipes(): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const lines = read(page).split('\n');
  const fences = fencesOf(page)
    .filter(({ language }) => language === 'json')
    .map(({ line, text }) => {
      const above = lines.slice(0, line).findLast(each => /^##+ /.test(each)) ?? '';
      return { heading: above.replace(/^#+ /, '').replaceAll("'", '’'), text };
    });
  return new Map(
    fences.map(({ heading, text }, at) => {
      const same = fences.filter(each => each.heading === heading);
      const number = fences.slice(0, at + 1).filter(each => each.heading === heading).length;
      return [same.length > 1 ? `${heading}, ${number}` : heading, JSON.parse(text)];
    }),
  );
}
