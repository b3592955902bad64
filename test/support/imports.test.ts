import { importsIn } from './imports.ts';

const file = 'core/log/reader.ts';

it.each([
  ["import { z } from 'zod';", 'zod'],
  ["import {\n  a,\n  b,\n} from 'many';", 'many'],
  ["import * as lambda from 'aws-cdk-lib/aws-lambda';", 'aws-cdk-lib/aws-lambda'],
  ["import './side-effect.ts';", 'core/log/side-effect.ts'],
  ["export { a } from '../again.ts';", 'core/again.ts'],
  ["export * from 'all';", 'all'],
  ["const a = await import('late');", 'late'],
])('sees %j', (source, target) => {
  expect(importsIn(source, file)).toEqual([{ file, target, typeOnly: false }]);
});

it.each([
  "import type { Environment } from '../../lambdas/x/config.ts';",
  "export type { Environment } from '../../lambdas/x/config.ts';",
  "import type * as types from '../../lambdas/x/config.ts';",
])('sees that %j is for types only', source => {
  expect(importsIn(source, file)).toEqual([
    { file, target: 'lambdas/x/config.ts', typeOnly: true },
  ]);
});

it('sees none in a docstring', () => {
  expect(importsIn("/**\n * import { a } from 'b';\n */", file)).toEqual([]);
});
