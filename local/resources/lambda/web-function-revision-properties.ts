import { z } from 'zod';
import { variableName, whole } from './lambda-function-properties.ts';

/** All variables of a revision together: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const variablesLimitBytes = 32 * 1_024;

/** Which module starts the server; the one variable of Lambda's own that a revision may set. */
export const entryPointVariable = 'AWS_LAMBDA_NODEJS_ENTRYPOINT';

/** What Lambda sets itself, beside all that begins with AWS_LAMBDA_. */
const reservedVariables = new Set([
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  ...['AWS_DEFAULT_REGION', 'AWS_REGION', 'AWS_EXECUTION_ENV', 'LAMBDA_TASK_ROOT'],
]);

const isReserved = (name: string): boolean =>
  name !== entryPointVariable && (reservedVariables.has(name) || name.startsWith('AWS_LAMBDA_'));

const variables = z
  .record(z.string(), z.coerce.string())
  .superRefine((value, context) => {
    for (const name of Object.keys(value)) {
      const problem = isReserved(name)
        ? 'Lambda sets this variable itself and takes no other value'
        : variableName.safeParse(name).error?.issues[0]?.message;
      if (problem !== undefined)
        context.addIssue({ code: 'custom', path: [name], message: problem });
    }
    const bytes = Buffer.byteLength(JSON.stringify(value));
    if (bytes > variablesLimitBytes) {
      const message = `expected at most ${variablesLimitBytes} bytes together, received ${bytes}`;
      context.addIssue({ code: 'custom', message });
    }
  })
  .default({});

/** The properties of AWS::Lambda::WebFunctionRevision that the host honours, within the limits of Lambda. */
export const webFunctionRevisionProperties = z.object({
  FunctionName: z.string(),
  BuildConfig: z.object({
    CodeConfig: z.object({
      S3Object: z.object({
        Bucket: z.string(),
        Key: z.string(),
        VersionId: z.string('expected the version of an object that the template copies'),
      }),
    }),
    RuntimeConfig: z.object({
      Runtime: z.literal('nodejs24.x', 'the local host runs nodejs24.x'),
    }),
  }),
  ServiceConfig: z.object({
    EnvironmentVariables: variables,
    ExecutionRoleArn: z.string(),
    MaxConcurrencyPerEnvironment: whole(1, 128).default(64),
    TimeoutSeconds: whole(3, 900).default(30),
    TelemetryConfig: z
      .object({ LoggingConfig: z.object({ LogGroup: z.string().optional() }).prefault({}) })
      .prefault({}),
  }),
});

export type WebFunctionRevisionProperties = z.output<typeof webFunctionRevisionProperties>;
