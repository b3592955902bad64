import { z } from 'zod';

/**
 * Lambda sets these itself and refuses a function that does:
 * docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const reservedVariables = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

/** All variables of a function together: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const variablesLimitBytes = 4 * 1024;

/** What Lambda takes for the name of a variable. */
export const variableName = z
  .string()
  .regex(/^[a-zA-Z]\w+$/, 'expected two or more letters, digits or underscores, a letter first');

const variables = z
  .record(z.string(), z.coerce.string())
  .superRefine((value, context) => {
    for (const name of Object.keys(value)) {
      const problem = reservedVariables.has(name)
        ? 'Lambda sets this variable itself and takes no other value'
        : variableName.safeParse(name).error?.issues[0]?.message;
      if (problem !== undefined) {
        context.addIssue({ code: 'custom', path: [name], message: problem });
      }
    }
    const bytes = Buffer.byteLength(JSON.stringify(value));
    if (bytes > variablesLimitBytes) {
      context.addIssue({
        code: 'custom',
        message: `expected at most ${variablesLimitBytes} bytes together, received ${bytes}`,
      });
    }
  })
  .default({});

/** A whole number of the template, which may stand there as text. */
export const whole = (least: number, most: number) =>
  z.coerce
    .number()
    .int()
    .min(least, `expected ${least} to ${most}`)
    .max(most, `expected ${least} to ${most}`);

/** The properties of AWS::Lambda::Function that the host honours, within the limits of Lambda. */
export const functionProperties = z.object({
  FunctionName: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'expected 1 to 64 letters, digits, hyphens or underscores')
    .optional(),
  Runtime: z.literal('nodejs24.x', 'the local host runs nodejs24.x'),
  Handler: z.string(),
  Role: z.string(),
  Code: z.object({ S3Key: z.string('expected the name of an asset of the assembly') }),
  MemorySize: whole(128, 10_240).default(128),
  Timeout: whole(1, 900).default(3),
  ReservedConcurrentExecutions: whole(0, 100_000).optional(),
  LoggingConfig: z
    .object({
      LogGroup: z.string().optional(),
      LogFormat: z.enum(['JSON', 'Text']).default('Text'),
      ApplicationLogLevel: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']).optional(),
    })
    .prefault({}),
  Environment: z.object({ Variables: variables }).prefault({}),
});

export type FunctionProperties = z.output<typeof functionProperties>;
