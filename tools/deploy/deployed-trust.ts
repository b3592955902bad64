import { z } from 'zod';

/** What a template says of what is trusted. */
export interface Trust {
  /** The version of this project that made it. @default - one that did not say so */
  readonly version?: string;
  /** Settings by name; `null` stands for none. One that is not there is one that the version did not have. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Settings that the version had, and that its template does not show. */
  readonly unknown: readonly string[];
}

const recorded = z.object({
  Metadata: z.object({
    GalloBets: z.object({ version: z.string(), trusted: z.record(z.string(), z.unknown()) }),
  }),
});

const variablesSchema = z.record(z.string(), z.unknown());
const resourceSchema = z.object({
  DeletionPolicy: z.string().optional(),
  Properties: z
    .object({ Environment: z.object({ Variables: variablesSchema }).optional() })
    .optional(),
});
const unrecorded = z.object({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});

/** What a template trusts: as it says itself, or, made by a version that did not, as its parts show. */
export function trustOfTemplate(template: unknown): Trust {
  const says = recorded.safeParse(template);
  if (says.success) {
    const { version, trusted } = says.data.Metadata.GalloBets;
    return { version, settings: trusted, unknown: [] };
  }
  const shown = Object.entries(settingsShown(unrecorded.safeParse(template).data ?? nothing));
  return {
    settings: Object.fromEntries(shown.filter(([, value]) => value !== undefined)),
    unknown: shown.flatMap(([name, value]) => (value === undefined ? [name] : [])),
  };
}

const nothing = { Resources: {}, Outputs: {} };

/** By name, each that versions had which did not say what they trust; `undefined` where it is not shown. */
function settingsShown({
  Resources,
  Outputs,
}: z.infer<typeof unrecorded>): Readonly<Record<string, unknown>> {
  const functions = Object.values(Resources).map(
    ({ Properties }) => Properties?.Environment?.Variables ?? {},
  );
  const variablesOf = (name: string) =>
    functions.find(({ POWERTOOLS_SERVICE_NAME }) => POWERTOOLS_SERVICE_NAME === name);
  const management = variablesOf('management');
  const sender = variablesOf('webhook-sender');
  const { DeletionPolicy } = Resources.EventLogTable ?? {};
  return {
    checkUsers: flagOf(Outputs.CheckUsers?.Value),
    workflowFourEyes: flagOf(Outputs.WorkflowFourEyes?.Value),
    allowedOrigins: originsOf(management?.ALLOWED_ORIGINS),
    // A variable that is not there is a setting that was not made.
    frontDoorOrigin: management && (management.FRONT_DOOR_ORIGIN ?? null),
    jwksUri: management && (management.JWKS_URI ?? null),
    jwtIssuer: management?.JWT_ISSUER,
    // Such versions took one.
    jwtAudience: management?.JWT_AUDIENCE && [management.JWT_AUDIENCE],
    longestTokenSeconds: numberOf(management?.LONGEST_TOKEN_SECONDS),
    historyDays: numberOf(variablesOf('change-fan-out')?.HISTORY_DAYS),
    logGeneration: numberOf(variablesOf('change-fan-out')?.LOG_GENERATION),
    auditDays: numberOf(management?.AUDIT_DAYS),
    removalPolicy: DeletionPolicy && (DeletionPolicy === 'Delete' ? 'destroy' : 'retain'),
    webhookDestinations: listOf(sender?.WEBHOOK_DESTINATIONS),
  };
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : undefined;

const flagOf = (value: unknown): boolean | undefined =>
  value === 'true' ? true : value === 'false' ? false : undefined;

const listOf = (value: unknown): readonly string[] | undefined =>
  typeof value === 'string' ? value.split(',').filter(part => part !== '') : undefined;

const joinSchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

/** Those that were set stand as text before the dashboard's own, which only CloudFormation knows. */
function originsOf(value: unknown): readonly string[] | undefined {
  const joined = joinSchema.safeParse(value).data?.['Fn::Join'];
  if (joined === undefined) return listOf(value);
  const [separator, [first]] = joined;
  return separator === '' ? (listOf(first) ?? []) : [];
}
