import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A hand-written cloud assembly: a template and the source text of its functions. */
export interface TinyAssembly {
  readonly resources: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
  readonly sections?: Readonly<Record<string, unknown>>;
  /** Asset name to the text of its index.mjs. */
  readonly functions?: Readonly<Record<string, string>>;
  /** Whether roles and permissions are only those of `resources`. @default false: all is allowed */
  readonly isStrict?: boolean;
}

/** The role of functions in tests about something else: it may do anything. */
const anyRole = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: ['lambda.amazonaws.com', 'states.amazonaws.com'] },
        },
      ],
    },
    Policies: [
      {
        PolicyName: 'All',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
        },
      },
    ],
  },
};

/** That role, and for each function the permission for everybody to invoke it. */
function allAllowed(resources: TinyAssembly['resources']): Record<string, unknown> {
  const functions = Object.entries(resources).filter(
    ([, resource]) => (resource as { Type?: unknown }).Type === 'AWS::Lambda::Function',
  );
  if (functions.length === 0) return {};
  const permissions = functions.map(([logicalId, resource]) => [
    `${logicalId}Permission`,
    {
      Type: 'AWS::Lambda::Permission',
      ...('Condition' in (resource as object) && {
        Condition: (resource as { Condition?: unknown }).Condition,
      }),
      Properties: {
        Action: 'lambda:*',
        FunctionName: { 'Fn::GetAtt': [logicalId, 'Arn'] },
        Principal: '*',
      },
    },
  ]);
  return { AnyRole: anyRole, ...Object.fromEntries(permissions) };
}

/** Writes the assembly to a temporary directory, in the CDK's own file format. */
export function writeAssembly(tiny: TinyAssembly): { directory: string; remove(): void } {
  const directory = mkdtempSync(path.join(tmpdir(), 'tiny-assembly-'));
  const write = (file: string, content: unknown): void =>
    writeFileSync(path.join(directory, file), JSON.stringify(content));
  const functions = Object.entries(tiny.functions ?? {});
  for (const [name, source] of functions) {
    mkdirSync(path.join(directory, `asset.${name}`));
    writeFileSync(path.join(directory, `asset.${name}`, 'index.mjs'), source);
  }
  write('Tiny.template.json', {
    ...tiny.sections,
    Resources: {
      ...(tiny.isStrict === true ? {} : allAllowed(tiny.resources)),
      ...tiny.resources,
    },
    ...(tiny.outputs === undefined ? {} : { Outputs: tiny.outputs }),
  });
  write('Tiny.assets.json', {
    version: '1',
    files: Object.fromEntries(
      functions.map(([name]) => [
        name,
        {
          source: { path: `asset.${name}`, packaging: 'zip' },
          destinations: { d: { bucketName: 'assets', objectKey: `${name}.zip` } },
        },
      ]),
    ),
  });
  write('manifest.json', {
    version: '1',
    artifacts: {
      'Tiny.assets': { type: 'cdk:asset-manifest', properties: { file: 'Tiny.assets.json' } },
      Tiny: {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'Tiny.template.json' },
      },
    },
  });
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/** An AWS::Lambda::Function whose code is the asset of that name. */
export const functionResource = (
  asset: string,
  properties: Readonly<Record<string, unknown>> = {},
) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: `${asset}.zip` },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: { 'Fn::GetAtt': ['AnyRole', 'Arn'] },
    Timeout: 10,
    ...properties,
  },
});

/** An AWS::Lambda::Url of that function. */
export const urlResource = (
  logicalId: string,
  invokeMode: 'BUFFERED' | 'RESPONSE_STREAM',
  properties: Readonly<Record<string, unknown>> = {},
) => ({
  Type: 'AWS::Lambda::Url',
  Properties: {
    AuthType: 'NONE',
    TargetFunctionArn: { 'Fn::GetAtt': [logicalId, 'Arn'] },
    InvokeMode: invokeMode,
    ...properties,
  },
});
