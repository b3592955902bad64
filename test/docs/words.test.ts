import { existsSync, globSync } from 'node:fs';
import { codeSpans, read, rowsOf, section } from '../support/page-parts.ts';

const page = 'docs/words.md';
const terms = rowsOf(section(page, 'Terms'));
const verbs = rowsOf(section(page, 'Verbs'));

/** Each file's text and names in lower case, a name's words apart. */
const sources = globSync('{bin,clients,core,dashboard,lambdas,lib,local,tools}/**/*.{ts,tsx}').map(
  file =>
    [
      file,
      read(file)
        .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
        .toLowerCase(),
    ] as const,
);

test('each term is a row of its own, with where it lives in code', () => {
  expect(terms.length).toBeGreaterThan(30);
  expect(new Set(terms.map(([term]) => term)).size).toBe(terms.length);
  const nowhere = terms.filter(([, , where = '']) => {
    const paths = codeSpans(where);
    return paths.length === 0 || !paths.every(path => existsSync(path));
  });
  expect(nowhere).toEqual([]);
});

const notCalled = [...terms, ...verbs].flatMap(
  row => row.at(-1)?.split(', ').filter(Boolean) ?? [],
);

test.each(notCalled)('nothing is called %s, in a name or in text', word => {
  const pattern = new RegExp(`\\b${word}\\b`);
  expect(sources.filter(([, text]) => pattern.test(text)).map(([file]) => file)).toEqual([]);
});
