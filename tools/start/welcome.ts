import { firstCurrency, localOutputsFile, type Outputs, requireOutput } from '../outputs.ts';
import { createTokenSigner, signedIfRoleIs } from '../token-signer.ts';
import { people } from './demo-people.ts';

/** Everything that the welcome shows. */
export interface Welcome {
  readonly outputs: Outputs;
  /** Where they were written. */
  readonly outputsFile: string;
  /** One token for each part that a pasted line plays. */
  readonly tokens: {
    readonly admin: string;
    readonly operator: string;
    readonly bettor: string;
    readonly otherBettor: string;
  };
  /** The fight that the pasted lines are about; a new one each start, or nothing would change. */
  readonly fightId: string;
  readonly demo: boolean;
  readonly bold: (text: string) => string;
}

/** Who plays the pasted lines' proposals; the second of them is one of the demo's. */
const pastedBettors = { bettor: 'bettor-azul', otherBettor: 'bettor-verde' } as const;

const tokenTtlSeconds = 12 * 3_600;

/** The welcome to a running stack, with tokens signed for it; `now` in milliseconds. */
export async function welcomeOf({
  outputs,
  now,
  ...rest
}: Pick<Welcome, 'outputs' | 'outputsFile' | 'demo' | 'bold'> & {
  readonly now: number;
}): Promise<string> {
  const sign = outputs.JwtSecretArn === undefined ? undefined : await createTokenSigner(outputs);
  const tokenOf = async (sub: string, role: string): Promise<string> =>
    sign === undefined
      ? `<${role} token of your provider>`
      : ((await signedIfRoleIs(sign, { sub, role, ttlSeconds: tokenTtlSeconds })) ??
        `<no token: roleMap has no value for ${role}>`);
  const tokens = {
    admin: await tokenOf('ana', 'admin'),
    operator: await tokenOf('olga', 'operator'),
    bettor: await tokenOf(pastedBettors.bettor, 'bettor'),
    otherBettor: await tokenOf(pastedBettors.otherBettor, 'bettor'),
  };
  const fightId = `pelea-${Math.floor(now / 1_000).toString(36)}`;
  return welcomeText({ ...rest, outputs, tokens, fightId });
}

/** The outputs, and lines to paste. */
export function welcomeText(welcome: Welcome): string {
  const { bold } = welcome;
  const sections = [
    outputLines(welcome),
    ...dashboardLines(welcome),
    [bold('To paste in a second terminal, in this folder (the tokens last 12 hours):')],
    ...terminalLines(welcome),
    ...readingLines(welcome),
    ...writingLines(welcome),
    ...userLines(welcome),
    ...proposalLines(welcome),
    ...managementLines(welcome),
    [bold('Ctrl-C stops everything.')],
  ];
  return `\n${sections.map(lines => lines.join('\n')).join('\n\n')}\n\n`;
}

/** Those that only whoever looks into a function needs, two of each. */
const isOfFunction = (key: string): boolean => /(FunctionName|LogGroupName)$/.test(key);

function outputLines({ outputs, outputsFile }: Welcome): string[] {
  const shown = Object.entries(outputs).filter(([key]) => !isOfFunction(key));
  const width = Math.max(...shown.map(([key]) => key.length));
  const left = Object.keys(outputs).length - shown.length;
  const more = `  and ${left} names of functions and of their logs, in ${outputsFile}`;
  return [
    ...shown.map(([key, value]) => `  ${key.padEnd(width)}  ${value}`),
    ...(left > 0 ? [more] : []),
  ];
}

/** Where people look first; an older stack has none. */
function dashboardLines({ outputs, bold }: Welcome): string[][] {
  const { DashboardUrl: url } = outputs;
  // People to pick are signed for with the stack's own secret.
  const signIn = outputs.JwtSecretArn === undefined ? 'paste a token' : 'pick a person';
  return url === undefined
    ? []
    : [
        [
          bold(`To look at it: open this page and ${signIn}`),
          url,
          'An admin sees everything, Operations and the Debugger too; Proposals has two bettors side by side.',
          `Payment streams, frame by frame: ${url}payment-streams-test-client.html`,
        ],
      ];
}

function terminalLines({ outputs, outputsFile, tokens, bold }: Welcome): string[][] {
  const where = outputsFile === localOutputsFile ? [] : ['--outputs', outputsFile];
  const client = (as: string, token: string, ...rest: string[]): string =>
    outputs.JwtSecretArn === undefined
      ? [`GALLOBETS_TOKEN='${token}' npm run -s client --`, ...where, ...rest].join(' ')
      : ['npm run -s client --', ...where, '--as', as, ...rest].join(' ');
  return [
    [
      bold('# the terminal client: help lists its commands, Tab completes, Ctrl-C ends'),
      client('ana:admin', tokens.admin),
    ],
    [
      bold('# the same in one line: follow a channel'),
      client('ana:admin', tokens.admin, "'channel fights'", 'wait'),
    ],
    // An older stack has no stream of several channels.
    ...(outputs.LiveUrl === undefined
      ? []
      : [
          [
            bold('# several channels by one stream'),
            client('ana:admin', tokens.admin, "'channel fights,bets'", 'wait'),
          ],
        ]),
  ];
}

function readingLines({ outputs, tokens, bold }: Welcome): string[][] {
  const url = (channel: string, token: string): string =>
    `'${requireOutput(outputs, `${channel}ChannelUrl`)}?token=${token}'`;
  return [
    [bold('# read a channel, as an admin'), `curl -N ${url('Fights', tokens.admin)}`],
    [bold('# read everything'), `curl -N ${url('Global', tokens.admin)}`],
    ...(outputs.LiveUrl === undefined
      ? []
      : [
          [
            bold('# read several channels by one stream'),
            `curl -N '${outputs.LiveUrl}?channels=fights,bets&token=${tokens.admin}'`,
          ],
        ]),
    [
      bold('# what an operator may not read is refused: 403'),
      `curl -i ${url('Users', tokens.operator)}`,
    ],
  ];
}

/** A fight as the AWS CLI and the DynamoDB API take it. */
function fightItem(fightId: string, status: string): string {
  const text = (value: string) => ({ S: value });
  return JSON.stringify({
    fightId: text(fightId),
    status: text(status),
    title: text('Pelea de la casa'),
    venue: text('Palenque local'),
    red: text('El Relámpago'),
    blue: text('Giro Colorado'),
  });
}

/** A call of the DynamoDB API without the AWS CLI. */
function curlOf(endpoint: string, operation: string, body: string): string {
  return `curl -s ${endpoint} -H 'X-Amz-Target: DynamoDB_20120810.${operation}' -H 'Content-Type: application/x-amz-json-1.0' -H 'X-Amz-Date: 20260101T000000Z' -H 'Authorization: AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local' -d '${body}'`;
}

function writingLines({ outputs, fightId, bold }: Welcome): string[][] {
  const table = requireOutput(outputs, 'FightsTableName');
  const endpoint = requireOutput(outputs, 'DynamoDbEndpoint');
  const awsCli = (status: string): string =>
    `AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws dynamodb put-item --region us-east-1 --endpoint-url ${endpoint} --table-name ${table} --item '${fightItem(fightId, status)}'`;
  const body = `{"TableName":"${table}","Item":${fightItem(fightId, 'betting')}}`;
  return [
    [bold('# open a betting window, as a backend would'), awsCli('betting')],
    [bold('# the same without the AWS CLI'), curlOf(endpoint, 'PutItem', body)],
    [bold('# close it again'), awsCli('live')],
  ];
}

/** A WebSocket client in one line: what is typed is sent, what comes is printed. */
const socketClient = `npx node -e 'const s=new WebSocket(process.argv[1]);s.onmessage=m=>console.log(m.data);s.onclose=e=>process.exit(console.log("closed",e.code,e.reason));s.onopen=()=>require("readline").createInterface(process.stdin).on("line",l=>s.send(l))'`;

/** The demo's bettors are users already; who plays alone makes those of the lines and of the page so. */
function userLines({ outputs, demo, bold }: Welcome): string[][] {
  if (demo) return [];
  const onPage = people.filter(({ role }) => role === 'bettor').map(({ userId }) => userId);
  const bettors = new Set([...Object.values(pastedBettors), ...onPage]);
  const puts = [...bettors].map(userId => ({
    PutRequest: { Item: { userId: { S: userId }, status: { S: 'active' } } },
  }));
  const body = JSON.stringify({
    RequestItems: { [requireOutput(outputs, 'UsersTableName')]: puts },
  });
  return [
    [
      bold('# only active users bet: make the bettors so, as a backend would'),
      curlOf(requireOutput(outputs, 'DynamoDbEndpoint'), 'BatchWriteItem', body),
    ],
  ];
}

function proposalLines({ outputs, tokens, fightId, demo, bold }: Welcome): string[][] {
  const url = requireOutput(outputs, 'ProposalsWebSocketUrl');
  const session = (token: string): string => `${socketClient} '${url}?token=${token}'`;
  const { bettor, otherBettor } = pastedBettors;
  const proposal = {
    action: 'create_pago_proposal',
    requestId: `${fightId}-1`,
    data: {
      toUserId: otherBettor,
      fightId,
      amount: 50_000,
      currency: firstCurrency(outputs),
      message: 'Pago al rojo',
    },
  };
  const other = demo
    ? [[bold(`# ${otherBettor}, of the demo, accepts after five seconds`)]]
    : [
        [bold(`# ${otherBettor}, in a third terminal`), session(tokens.otherBettor)],
        [
          bold('# … and its answer, the id of the proposal in place of the dots'),
          '{"action":"respond_to_proposal","data":{"proposalId":"…","response":"accept"}}',
        ],
      ];
  return [
    [bold(`# the socket of a bettor, as ${bettor}`), session(tokens.bettor)],
    [
      bold('# … then type into it, while the window is open (another requestId, another proposal)'),
      JSON.stringify(proposal),
    ],
    ...other,
  ];
}

function managementLines({ outputs, tokens, bold }: Welcome): string[][] {
  const url = requireOutput(outputs, 'ManagementUrl');
  const asAdmin = `-H 'authorization: Bearer ${tokens.admin}'`;
  const event = {
    target: { users: [pastedBettors.bettor] },
    type: 'notification',
    data: { title: 'Bienvenido', message: 'La función empieza a las ocho' },
  };
  return [
    [
      bold('# the management API, as an admin: how every part is'),
      `curl -s '${url}health?details=true' ${asAdmin}`,
    ],
    [bold('# who is connected, and how fast events travel'), `curl -s '${url}stats' ${asAdmin}`],
    [
      bold(`# notify ${pastedBettors.bettor}, wherever it is connected`),
      `curl -s '${url}events' ${asAdmin} -H 'content-type: application/json' -d '${JSON.stringify(event)}'`,
    ],
    [bold('# all that it can do'), `curl -s '${url}openapi.json'`],
  ];
}
