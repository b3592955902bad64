import { z } from 'zod';
import { maxRetryAttempts, timeoutMs } from '../core/webhook/limits.ts';
import { sseHosts } from './account-concurrency.ts';
import { closestName } from './closest-name.ts';
import { alarmEmailSchema, mailOfNoAlarm } from './settings/alarms.ts';
import {
  ceilingsOfNothing,
  concurrencyDefect,
  maxConcurrency,
  reservedConcurrencySchema,
  withConcurrencyPlan,
} from './settings/concurrency.ts';
import { isOfCdk } from './settings/context-of-others.ts';
import { currenciesSchema } from './settings/currencies.ts';
import { flagSchema, share, text, wholeNumber } from './settings/fields.ts';
import {
  claimDefaults,
  claimNameSchema,
  incompleteProvider,
  jwksUriSchema,
  jwtAudienceSchema,
  jwtClientIdsSchema,
  roleSchema,
  withProvider,
} from './settings/identity-provider.ts';
import { allowedOriginsSchema, frontDoorSchema, withFrontDoor } from './settings/origins.ts';
import { contradictoryProtection } from './settings/protection.ts';
import { roleMapSchema } from './settings/role-map.ts';
import { stageSchema } from './settings/stage.ts';
import type { StageFile } from './settings/stage-file.ts';
import { webhookDestinationsSchema } from './settings/webhook-destinations.ts';
import { SynthError } from './synth-error.ts';

/** A lease's number has two digits. */
const maxStreamsEach = 100;
/** Far more than any account has; of what it has not, DynamoDB refuses a ceiling. */
const maxTableUnits = 1_000_000;

/** What of a deployment its owner decides, as it is given. */
export const settingsSchema = z.object({
  /**
   * Which of several stacks of one account it is: its name ends in it, and its settings stand in
   * config/<stage>.json.
   * @default - the stack without one, and config/default.json
   */
  stage: stageSchema.optional(),
  /**
   * What holds the streams: a function with a URL for each channel and one for several of them, or one Web
   * Function that serves all at paths of one domain. docs/hosting.md says when to choose which.
   * @default function-url
   */
  sseHost: z.enum(sseHosts, { error: sseHosts.join(' or ') }).default('function-url'),
  /** How long a proposal may stay unanswered. @default 180 */
  proposalTimeoutSeconds: wholeNumber(1, 86_400).default(180),
  /**
   * How long before the deposit of a payment stream is used up that is published; with 0 only that it
   * is.
   * @default 3600
   */
  depletionNoticeSeconds: wholeNumber(0, 604_800).default(3_600),
  /**
   * The currencies that proposals may be in, by ISO 4217; one that names none is in the first.
   * @default MXN
   */
  currencies: currenciesSchema.default(['MXN']),
  /**
   * Whether both sides of a proposal must be active users of the table Users. `false` is for platforms
   * that keep their users elsewhere: then everyone with a token of a bettor may bet, unless banned there.
   * @default true
   */
  checkUsers: flagSchema.default(true),
  /**
   * Four eyes: whether who created a workflow may not decide any of its steps. `false` is for teams so
   * small that nobody else could.
   * @default true
   */
  workflowFourEyes: flagSchema.default(true),
  /** The web origins whose pages may read streams and open sockets. @default - none */
  allowedOrigins: allowedOriginsSchema.default([]),
  /**
   * The one origin whose pages may sign in with a session cookie, for it serves channels and
   * management under its own name.
   * @default - none: there is no session cookie
   */
  frontDoorOrigin: frontDoorSchema.optional(),
  /** Where an OIDC provider publishes its keys. @default - an HS256 secret made by the stack */
  jwksUri: jwksUriSchema.optional(),
  /** The `iss` a token must carry. @default gallobets */
  jwtIssuer: text("the provider's issuer, as its tokens carry it").default('gallobets'),
  /**
   * The audiences: a token that has an `aud` must name one of them.
   * @default gallobets-realtime; with a provider whose `jwtClientIds` are given, none
   */
  jwtAudience: jwtAudienceSchema.default(['gallobets-realtime']),
  /**
   * The clients of a provider whose tokens have no `aud`, such as access tokens of Cognito: one without is
   * taken if its `client_id` is one of these.
   * @default - none is taken without an audience
   */
  jwtClientIds: jwtClientIdsSchema.optional(),
  /**
   * The claim that has the role, a text or a list of texts: a key of the token, or the path to it with
   * dots between. @default role
   */
  roleClaim: claimNameSchema.default(claimDefaults.roleClaim),
  /**
   * Which values of that claim stand for which roles; of several the first here wins.
   * @default - a value is a role, of several `admin` wins, then `operator`, then the first
   */
  roleMap: roleMapSchema.optional(),
  /**
   * The role of the signed-in whose token has no such claim, or none of its values. `admin` makes everyone
   * one who can sign in.
   * @default - they are refused
   */
  defaultRole: roleSchema.optional(),
  /** The claim that has the permissions, a list of texts or one text with spaces. @default permissions */
  permissionsClaim: claimNameSchema.default(claimDefaults.permissionsClaim),
  /**
   * How long a token lives at most: so long a secret still counts after it was replaced. Far longer
   * than tokens should live, so that backends have the rest of it to read the new one.
   * @default 86400
   */
  longestTokenSeconds: wholeNumber(1, 31_536_000).default(86_400),
  /**
   * How many days events stay readable. From 2, because the daily log marker must always find the
   * one before it still there: with 1 it expires when the next is due, and a schedule that comes a
   * minute late finds an empty log. So one marker may fail altogether, retries included.
   * @default 7
   */
  historyDays: wholeNumber(2, 365).default(7),
  /**
   * Raised by one with every restore of the table EventLog: then the logs begin new epochs, and writers
   * of earlier deployments stop.
   * @default 1
   */
  logGeneration: wholeNumber(1, 1_000_000).default(1),
  /** How many days an audit entry is kept. @default 90 */
  auditDays: wholeNumber(1, 3_650).default(90),
  /** What becomes of tables, secret and bucket when the stack is deleted. @default retain */
  removalPolicy: z.enum(['retain', 'destroy'], { error: 'retain or destroy' }).default('retain'),
  /**
   * Whether the stack and its tables cannot be deleted before this is turned off. From the second deploy
   * on: what a first one that fails has made could not be taken back.
   * @default false
   */
  deletionProtection: flagSchema.default(false),
  /**
   * Read units that each table, and each index, gives in a second: a bound on the bill of a flood. What
   * is beyond it is throttled, and docs/operations.md says what that does. From 100, for less than the
   * pipeline needs at rest would stop it.
   * @default - what the account gives a table, 40000 where nobody asked for more
   */
  maxReadRequestUnits: wholeNumber(100, maxTableUnits).optional(),
  /** The same for writes. @default - what the account gives a table */
  maxWriteRequestUnits: wholeNumber(100, maxTableUnits).optional(),
  /**
   * Concurrency to reserve for each function of a class, so that none takes what another needs.
   * @default - what `accountConcurrency` lets reserve; without it none
   */
  reservedConcurrency: reservedConcurrencySchema.optional(),
  /** From this bet a NEW_BET is high priority, in minor currency units. @default 100000 */
  largeBetAmount: wholeNumber(1, Number.MAX_SAFE_INTEGER).default(100_000),
  /** The same for wallet transactions, in minor currency units. @default 1000000 */
  largeTransactionAmount: wholeNumber(1, Number.MAX_SAFE_INTEGER).default(1_000_000),
  /**
   * After about how long a stream ends itself; with its jitter and a margin it stays below the 15
   * minutes of a function. By default a reader who left unnoticed is forgotten within 5 minutes.
   * @default 270
   */
  streamLifetimeSeconds: wholeNumber(5, 780).default(270),
  /**
   * The longest pause between two reads of a log in which nothing happens, in milliseconds: the first
   * event after silence waits for half of it. While events flow it is 100 at most.
   * @default 250
   */
  tailPollMs: wholeNumber(50, 5_000).default(250),
  /**
   * Streams and sockets that one address may have open at once: enough for an office behind one, and
   * for the phones behind a carrier's.
   * @default 500
   */
  connectionsPerAddress: wholeNumber(1, 5_000).default(500),
  /**
   * Attempts to open streams and sockets that one address may make in a minute, those that are refused
   * included. Three for each connection that it may have by default: after a deployment all come back.
   * @default 1500
   */
  attemptsPerAddress: wholeNumber(1, 100_000).default(1_500),
  /**
   * What Lambda lets the account run at once; `npm run preflight` asks. With it shares are proposed,
   * and those that a deploy would refuse are refused here.
   * @default - not known
   */
  accountConcurrency: wholeNumber(1, 1_000_000).optional(),
  /** Streams that one admin or operator may have open at once. @default 20 */
  streamsPerStaff: wholeNumber(1, maxStreamsEach).default(20),
  /** Streams that any other user may have open at once. @default 2 */
  streamsPerUser: wholeNumber(1, maxStreamsEach).default(2),
  /**
   * Streams of everyone who is not staff, together; the next one is refused and polls. 0: all poll. Of
   * function URLs alone.
   * @default 100; less where `accountConcurrency` is small
   */
  publicStreams: wholeNumber(0, maxConcurrency).optional(),
  /**
   * Streams of several channels (Live), of everyone together; the next one is refused and polls. 0: all
   * of them poll. Of function URLs alone: a Web Function reads the log once for all streams of an
   * environment. Of theirs each reads the partition of the log of `global` ten times a second while events
   * flow, half a read unit a time: 400 take 2,000 of the 3,000 units that DynamoDB gives a partition,
   * which leaves polls, history and larger segments their part.
   * @default 400
   */
  liveStreams: wholeNumber(0, maxConcurrency).default(400),
  /**
   * How often a delivery to a webhook is attempted again that says nothing else, over up to three days.
   * @default 9
   */
  webhookRetryAttempts: wholeNumber(0, maxRetryAttempts).default(maxRetryAttempts),
  /** How long the receiver of a webhook that says nothing else may take to answer. @default 15000 */
  webhookTimeoutMs: wholeNumber(timeoutMs.least, timeoutMs.most).default(15_000),
  /** The queues and buses of AWS that webhooks may deliver to: the sender may write to no other. @default - none */
  webhookDestinations: webhookDestinationsSchema.default([]),
  /**
   * Whether webhooks may go to this machine, by http too. For a laptop: on AWS it changes nothing.
   * @default false
   */
  webhookLoopback: flagSchema.default(false),
  /**
   * Whether there are alarms, their topic and the page of CloudWatch: about $20 a month for each stack that
   * somebody is woken for. `false` is for stages to try things in.
   * @default true
   */
  alarms: flagSchema.default(true),
  /** Who is sent a mail when an alarm fires, and when it is over. @default - whoever subscribes to the topic */
  alarmEmail: alarmEmailSchema.optional(),
  /**
   * Whether each handshake, message and end of a socket is logged. API Gateway writes such logs by one role
   * of the account and region; where that has none, a deployment with this fails.
   * @default false
   */
  accessLogs: flagSchema.default(false),
  /**
   * The share of traces whose hops are logged, a line for each hop of an event; beside them those that a
   * backend has sampled. docs/tracing.md says what that is good for, docs/cost.md what it comes to.
   * @default 0.01
   */
  traceSampling: share().default(0.01),
});

type Given = z.infer<typeof settingsSchema>;

/** The keys of a context that are ours. */
export const settingNames = Object.keys(settingsSchema.shape);

/** Everything about a deployment that its owner decides; `cdk -c key=value`, or the file of its stage. */
export type Settings = Readonly<Given & { publicStreams: number }>;

/**
 * The settings of a CDK context and of the file of its stage, defaults filled in. What the context says
 * counts.
 *
 * @throws one SynthError with a line per bad key: what was received and what was expected
 */
export function parseSettings(
  context: Readonly<Record<string, unknown>>,
  file?: StageFile,
): Settings {
  const given = { ...withoutSchema(file), ...context };
  const parsed = settingsSchema.safeParse(given);
  const defects = [
    ...unknownKeys(context),
    ...(file === undefined ? [] : strayKeys(file)),
    ...incompleteProvider(given),
    ...ceilingsOfNothing(given),
    ...contradictoryProtection(given),
    ...mailOfNoAlarm(given),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => {
      const key = String(path[0]);
      const place = file === undefined || key in context ? key : `${file.path}: ${key}`;
      return `${place}: received ${JSON.stringify(given[key])}, expected ${message}`;
    }),
  ];
  if (parsed.success && defects.length === 0) {
    const settings = withConcurrencyPlan(withProvider(withFrontDoor(parsed.data), given));
    const defect = concurrencyDefect(settings, given);
    if (defect === undefined) return settings;
    defects.push(defect);
  }
  const lines = [...new Set(defects)].map(defect => `\n  ${defect}`);
  throw new SynthError(`bad context:${lines.join('')}`);
}

/** Where a file of JSON says what checks it, editors look. */
const schemaKey = '$schema';

function withoutSchema(file: StageFile | undefined): Readonly<Record<string, unknown>> {
  const { [schemaKey]: _, ...settings } = file?.settings ?? {};
  return settings;
}

/** A key that nobody reads would be ignored in silence. */
function unknownKeys(context: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(context)
    .filter(key => !settingNames.includes(key) && !isOfCdk(key))
    .map(key => `${key}: received ${JSON.stringify(context[key])}, expected ${knownKey(key)}`);
}

/** The same in a file, where nothing is the CDK's, and where its own name says the stage. */
function strayKeys({ path, settings }: StageFile): string[] {
  return Object.keys(settings).flatMap(key => {
    const received = `${path}: ${key}: received ${JSON.stringify(settings[key])}`;
    if (key === 'stage')
      return [`${received}, expected no such key: the file is named after its stage`];
    if (key === schemaKey || settingNames.includes(key)) return [];
    return [`${received}, expected ${knownKey(key)}`];
  });
}

function knownKey(key: string): string {
  const meant = closestName(key, settingNames);
  if (meant !== undefined) return `the key ${meant}`;
  const nearest = closestName(key, settingNames, Number.POSITIVE_INFINITY);
  return `a key of docs/architecture.md#context, of which ${nearest} is the nearest`;
}
