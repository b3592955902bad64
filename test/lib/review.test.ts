import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { RealtimeStack } from '../../lib/realtime-stack.ts';
import { acknowledgements } from '../../lib/review/acknowledgements.ts';
import { review } from '../../lib/review/review.ts';
import { parseSettings } from '../../lib/settings.ts';
import { bundlesDirectory } from './synthesize.ts';

const featureFlags = JSON.parse(readFileSync('cdk.json', 'utf8')).context;
const directory = mkdtempSync(join(tmpdir(), 'gallobets-review-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

// Other tests leave the checks out; here they are what is tested.
beforeAll(() => {
  delete process.env.CDK_VALIDATION;
});
afterAll(() => {
  process.env.CDK_VALIDATION = 'false';
});

type Context = Readonly<Record<string, unknown>>;

interface Deployment {
  readonly title: string;
  readonly context: Context;
  readonly stackId?: string;
}

const provider = {
  jwksUri: 'https://login.example.com/.well-known/jwks.json',
  jwtIssuer: 'https://login.example.com/',
  jwtAudience: 'gallobets',
};
const clients = {
  jwksUri: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example/.well-known/jwks.json',
  jwtIssuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example',
  jwtClientIds: 'page,app',
};
const longOrigins = Array.from(
  { length: 20 },
  (_, at) => `https://${'long-name-of-a-house-'.repeat(3)}${at}.example`,
);
const destinations = Array.from({ length: 20 }, (_, at) =>
  at % 2 === 0
    ? `arn:aws:sqs:us-east-1:123456789012:events-${at}`
    : `arn:aws:events:us-east-1:123456789012:event-bus/bus-${at}`,
);

/** Each setting that changes what is in the template, and those together that people have in production. */
const contexts: readonly Deployment[] = [
  { title: 'nothing said', context: {} },
  { title: 'a Web Function', context: { sseHost: 'web-function' } },
  { title: 'an OIDC provider', context: provider },
  { title: 'a front door', context: { frontDoorOrigin: 'https://admin.example.com' } },
  { title: 'an account of ten', context: { accountConcurrency: '10' } },
  { title: 'an account of a thousand', context: { accountConcurrency: '1000' } },
  { title: 'a stack that goes with its data', context: { removalPolicy: 'destroy' } },
  { title: 'a stack that is protected', context: { deletionProtection: 'true' } },
  { title: 'ceilings', context: { maxReadRequestUnits: '4000', maxWriteRequestUnits: '4000' } },
  { title: 'queues and buses for webhooks', context: { webhookDestinations: destinations } },
  { title: 'twenty long origins', context: { allowedOrigins: longOrigins } },
  { title: 'a stage', context: {}, stackId: 'GalloBetsRealtime-staging' },
  { title: 'nobody to be woken', context: { alarms: 'false' } },
  {
    title: 'somebody to be woken, and logs of sockets',
    context: { alarmEmail: 'on-call@example.com', accessLogs: 'true' },
  },
  {
    title: 'production on a Web Function',
    context: {
      ...provider,
      sseHost: 'web-function',
      accountConcurrency: '1000',
      frontDoorOrigin: 'https://admin.example.com',
      deletionProtection: 'true',
      '@aws-cdk/core:bootstrapQualifier': 'gallos',
    },
  },
  {
    title: 'clients of Cognito on a Web Function',
    context: { ...clients, sseHost: 'web-function' },
  },
  {
    title: 'a Web Function that goes with its data',
    context: { sseHost: 'web-function', removalPolicy: 'destroy' },
    stackId: 'GalloBetsRealtime-staging',
  },
];

function newStack(context: Context, stackId = 'GalloBetsRealtime') {
  const outdir = mkdtempSync(join(directory, 'assembly-'));
  const app = new App({ outdir, context: { ...featureFlags, ...context } });
  const stack = new RealtimeStack(app, stackId, { ...parseSettings(context), bundlesDirectory });
  return { app, stack, outdir };
}

/**
 * What all checks find (cdk-nag's, the library's own, and what constructs warn of), and what of the
 * template is not ASCII, on which `cdk import` breaks: https://github.com/aws/aws-cdk/issues/38708
 */
async function defects({ context, stackId }: Deployment) {
  const { app, stack, outdir } = newStack(context, stackId);
  await review(stack);
  // In a test a violation is an error of its own; a warning is none.
  const { template } = app.synth().getStackArtifact(stack.artifactId);
  const { pluginReports } = JSON.parse(
    readFileSync(join(outdir, 'validation-report.json'), 'utf8'),
  );
  return {
    violations: pluginReports.flatMap(({ violations }: { violations: unknown[] }) => violations),
    notAscii: JSON.stringify(template).match(/\P{ASCII}+/gu),
    emptyVariables: emptyVariables(template),
  };
}

/**
 * Of Web Functions, whose variables have at least one character:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-webfunctionrevision-serviceconfig.html
 */
function emptyVariables({ Resources }: { readonly Resources: Readonly<Record<string, unknown>> }) {
  return Object.values(Resources).flatMap(resource => {
    const { Properties = {} } = resource as { Properties?: Given };
    const { EnvironmentVariables = {} } = (Properties.ServiceConfig ?? {}) as {
      EnvironmentVariables?: Given;
    };
    return Object.keys(EnvironmentVariables).filter(name => EnvironmentVariables[name] === '');
  });
}

type Given = Readonly<Record<string, unknown>>;

// A synthesis with all checks takes seconds of its own, and a minute on a busy machine.
const patientMs = 300_000;

describe('a synth', () => {
  it.each(contexts)(
    'is clean with $title',
    async deployment => {
      expect(await defects(deployment)).toEqual({
        violations: [],
        notAscii: null,
        emptyVariables: [],
      });
    },
    patientMs,
  );

  it(
    'fails on what nobody has acknowledged [F4]',
    async () => {
      const { app, stack } = newStack({});
      new Bucket(stack, 'Open');
      await review(stack);
      expect(() => app.synth()).toThrow(/AwsSolutions-S10/);
    },
    patientMs,
  );

  it(
    'leaves the review out where the library’s own checks are left out',
    async () => {
      process.env.CDK_VALIDATION = 'false';
      try {
        const { app, stack } = newStack({});
        new Bucket(stack, 'Open');
        await review(stack);
        expect(() => app.synth()).not.toThrow();
      } finally {
        delete process.env.CDK_VALIDATION;
      }
    },
    patientMs,
  );
});

it(
  'what is acknowledged is found, each on each resource',
  () => {
    // Of each host of streams, with a provider and without.
    const found = [{}, { ...provider, sseHost: 'web-function' }]
      .flatMap(context => new AwsSolutionsChecks().validateScope(newStack(context).app).violations)
      .flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath = '' }) => `${ruleName} at ${constructPath}`),
      );
    const acknowledged = acknowledgements.flatMap(({ finding, resources }) =>
      resources.map(path => ({ finding, path })),
    );
    const stale = acknowledged.filter(
      ({ finding, path }) =>
        !found.some(text => text.startsWith(`${finding} at GalloBetsRealtime/${path}/`)),
    );
    expect(stale).toEqual([]);
  },
  patientMs,
);

it('every acknowledgement has a reason that says more than its rule', () => {
  const short = acknowledgements.filter(({ reason }) => reason.split(' ').length < 12);
  expect(short).toEqual([]);
});
