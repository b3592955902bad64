import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Template } from 'aws-cdk-lib/assertions';
import type { LambdaName } from '../../lib/lambda-name.ts';
import { synthesize } from '../lib/synthesize.ts';
import type { TestEngine } from './engine.ts';

type Variables = Readonly<Record<string, string>>;

/** Made once, by the first test that asks. */
let made: Template | undefined;

function template(): Template {
  made ??= synthesize();
  return made;
}

/**
 * The environment of a function as the template sets it; what AWS names at the deploy has the name that
 * it has in the template, and a URL is of that host. Of the channels' functions it is that of `fights`.
 */
export function functionVariables(name: LambdaName): Variables {
  const functions = Object.values(template().findResources('AWS::Lambda::Function'));
  const environments = functions.map(({ Properties }) =>
    resolvedVariables(Properties.Environment.Variables),
  );
  const found = environments.find(
    ({ POWERTOOLS_SERVICE_NAME, CHANNEL = 'fights' }) =>
      POWERTOOLS_SERVICE_NAME === name && CHANNEL === 'fights',
  );
  if (found === undefined) throw new Error(`expected a function ${name} in the template`);
  return found;
}

/** The same of the Web Function that holds the streams where the settings say so. */
export function streamServerVariables(): Variables {
  const web = synthesize({ sseHost: 'web-function' });
  const [revision] = Object.values(web.findResources('AWS::Lambda::WebFunctionRevision'));
  return resolvedVariables(revision?.Properties.ServiceConfig.EnvironmentVariables);
}

function resolvedVariables(variables: Readonly<Record<string, unknown>>): Variables {
  const entries = Object.entries(variables);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(resolved(value))]));
}

/** Every table of the template, without its stream. */
export async function createTemplateTables(engine: TestEngine): Promise<void> {
  const tables = template().findResources('AWS::DynamoDB::GlobalTable');
  for (const [TableName, { Properties }] of Object.entries(tables)) {
    const { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema } = Properties;
    const input: CreateTableCommandInput = {
      ...{ TableName, AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema },
    };
    await engine.client.send(new CreateTableCommand(input));
  }
}

/** What stands in a template for a text, evaluated. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  const [first, second] = [resolved(argument)].flat();
  const list = [second].flat();
  switch (name) {
    case 'Ref':
      return withoutHash(String(first));
    case 'Fn::GetAtt':
      return `https://${withoutHash(String(first))}/`;
    case 'Fn::Join':
      return list.join(String(first));
    case 'Fn::Split':
      return String(second).split(String(first));
    case 'Fn::Select':
      return list[Number(first)];
    default:
      throw new Error(`received ${name} in a variable; expected a function that is known here`);
  }
}

/** CDK ends the ids of most resources with a hash of their place. */
function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
