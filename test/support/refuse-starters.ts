import { starters } from './starters.ts';

/**
 * Runs before every unit test. Which tests are unit tests follows from what they import, near or far;
 * this catches what imports do not show: a package that starts something, a module found at run time.
 */
for (const [module, names] of Object.entries(starters)) {
  const refuse = (what: string) => () => {
    throw new Error(
      `a unit test uses ${what} of ${module}; what starts processes, threads or servers, or synthesizes, runs with \`npm run test:engines\`: import ${module} in the test, or take the part that starts nothing`,
    );
  };
  if (names.length === 0) {
    jest.doMock(module, refuse('all'));
    continue;
  }
  const refused = Object.fromEntries(names.map(name => [name, refuse(name)]));
  for (const specifier of [module, module.replace('node:', '')]) {
    jest.doMock(specifier, () => ({ ...jest.requireActual(module), ...refused }));
  }
}
