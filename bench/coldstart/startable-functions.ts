import path from 'node:path';
import type { LambdaName } from '../../lib/lambda-name.ts';
import type { FunctionSpec } from '../../local/runtime/environment.ts';
import { loadAssembly } from '../../local/template/assembly.ts';

/** What an environment is started of, whoever's handler it is. */
export type Startable = Pick<FunctionSpec, 'handlerFile' | 'memorySizeMb' | 'variables'>;

/** Stands for what AWS names at the deploy: a function reads it when it is invoked, not when it starts. */
const placeholder = 'https://named-at-the-deploy.example.com/';

/** What clients of AWS want to know when they are made. */
const ofLambda = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
};

/** These functions with the variables that the template sets; of several with the same code the first. */
export function startableFunctions(
  assemblyDirectory: string,
  names: readonly LambdaName[],
): ReadonlyMap<LambdaName, Startable> {
  const { template, assets } = loadAssembly(assemblyDirectory);
  const functions = Object.values(template.Resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::Lambda::Function' ? [Properties as unknown as FunctionProperties] : [],
  );
  return new Map(
    names.map(name => {
      const found = functions.find(
        ({ Environment }) => Environment?.Variables.POWERTOOLS_SERVICE_NAME === name,
      );
      const directory = assets.get(String(found?.Code.S3Key));
      if (found === undefined || directory === undefined) {
        throw new Error(`the template has no function ${name}`);
      }
      const own = Object.entries(found.Environment?.Variables ?? {}).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : placeholder,
      ]);
      const variables = { ...ofLambda, ...Object.fromEntries(own) };
      const handlerFile = path.join(directory, 'index.mjs');
      return [name, { handlerFile, memorySizeMb: found.MemorySize, variables }];
    }),
  );
}

interface FunctionProperties {
  readonly Code: { readonly S3Key: unknown };
  readonly MemorySize: number;
  readonly Environment?: { readonly Variables: Readonly<Record<string, unknown>> };
}
