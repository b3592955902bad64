import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackNameOf } from '../../core/deployment/stack-name.ts';
import { receivers } from '../examples/webhook-receiver/receiver-process.ts';
import { documentedPages, fencesOf } from '../support/fences.ts';
import { callsAwsCli, openShell, type Pasted, pastedLines } from '../support/pasted-lines.ts';
import { contextOf } from './support/host-settings.ts';
import { type OwnHost, startOwnHost } from './support/own-host.ts';
import { untilSeen } from './support/until.ts';

/** No line of a page takes longer; one that only Ctrl-C ends has printed its output by then. */
const lineWithinMs = 120_000;

/** The terminal client gives a person's machine 15 s; a test shares its own with all others. */
const patience = 'npm run -s client -- --timeout 90';

/** Pages have 4600 for the first port of a host. Below the ports that systems give out (from 32,768). */
const firstPort = 20_000 + 50 * Math.floor(Math.random() * 250);

const onAws = 'needs an AWS account';
const startsHost = 'starts the host that all other lines are run on';
const movesCheckout = 'moves the checkout that the tests run in';
const asks = 'asks an AWS account';
const holdsStreams = 'is of a Web Function: test/scenarios/shared-environment.test.ts';

/** Where the receiver of a webhook listens: behind the ports of the host. */
const receiverPort = firstPort + 49;
const noPython = receivers.find(({ name }) => name === 'Python')?.missing;

/** Lines that are not run, by how they begin, and why. */
const notRun: Readonly<Record<string, string>> = {
  'npm run deploy -- ': onAws,
  'npm run -s preflight  ': asks,
  'npm ci  ': 'installs what the tests run on',
  'npm ci && npm start': startsHost,
  "npm start -- --faults '": startsHost,
  'npm start -- -c webhookLoopback=true': startsHost,
  'npm start -- -c sseHost=web-function': startsHost,
  'npm start -- -c traceSampling=1': startsHost,
  'curl -s "$AWS_ENDPOINT_URL/_host/web-functions"': holdsStreams,
  'curl -s -X POST "$AWS_ENDPOINT_URL/_host/faults" -d \'{"webFunctions"': holdsStreams,
  ...(noPython !== undefined && { 'python3 ': noPython }),
  'npm start -- --watch': 'test/scenarios/watch.test.ts',
  'npm start -- --debug': 'test/scenarios/debugger.test.ts',
  'npm start -- --port 4700 --outputs outputs.second.json': 'test/tools/start/start.test.ts',
  'npm start -- --port 4700 -c stage=staging': 'test/scenarios/stages.test.ts',
  'npm ci && npm test': 'is what runs this test',
  'npm run release:record': 'test/tools/release-record.test.ts',
  'npm run bench -- ': 'measures for minutes, best on an idle machine',
  'npm run test:': 'is run by npm test',
  'npm run lint': 'is run by npm test',
  'npm run types': 'is run by npm test',
  'npm run unused': 'is run by npm test',
  'npm run check': 'is run by npm test',
  'npx jest test/': 'is run by npm test',
  'npx quicktype@': 'installs what is no dependency',
  'npx @asyncapi/cli ': 'installs what is no dependency',
  'git switch -c first-change': movesCheckout,
  'git restore . && git switch': movesCheckout,
  'npx node --input-type=module -e "import { createPublisher, readStackTables }':
    'publishes what only the first change has',
  'OUTPUTS=outputs.aws.json npm run test:scenarios': onAws,
  'curl -s "${API}workflows/bulk/cleanup-1/retry"':
    'comes once it is completed: test/scenarios/workflow-bulk-http.test.ts',
  'npm run restore-log -- --from EventLogAsOfBefore': 'test/scenarios/restore.test.ts',
  'npm run rotate -- ': 'test/scenarios/rotation.test.ts',
  'npm run -s trace -- payout-7': 'asks for an event of its example: test/scenarios/traces.test.ts',
  'npm run -s forget -- --user ana --outputs outputs.aws.json': 'test/tools/forget.test.ts',
  'npm run -s client-package': 'test/clients/installed-package.ts',
  'npm pack ./build/clients/': 'test/clients/installed-package.ts',
  'npm install ./gallobets-realtime-': 'test/clients/installed-package.ts',
};

/**
 * Those of docs/deploy.md that ask an account or change one (test/docs/deploy-page.test.ts says which may),
 * and all that the AWS CLI does: no machine needs to have it, and one that has it may have credentials.
 */
const isOnAws = (command: string) => command.endsWith('# on AWS') || callsAwsCli(command);

/** Lines that end by Ctrl-C, or long after, by how they begin, and what comes of them. */
const endless: Readonly<Record<string, RegExp>> = {
  'curl -N "$FIGHTS?token=$TOKEN"': /^event: connected\ndata: \{"connectionId"/m,
  'curl -N "$LIVE?channels=fights,bets&token=$TOKEN"':
    /"channel":"live","channels":\["fights","bets"\]/,
  'npm run -s demo -- --outputs outputs.local.json': /Fights {2}derby-\S+ {2}upcoming/,
  "npm run -s client -- --as ana:admin 'channel fights' wait": /^[\d:]+ fights open$/m,
  "npm run -s client -- --as ana:admin 'channel fights,bets' wait": /^[\d:]+ fights,bets open$/m,
  "npm run -s client -- --json --as ana:admin 'channel fights,bets'":
    /"record":"state","of":"fights,bets","status":"open"/,
  "npm run -s client -- --as olga:operator 'channel workflows' wait": /^[\d:]+ workflows open$/m,
  "npm run -s client -- --as ana:bettor 'channel payment-streams": /^[\d:]+ payment-streams open$/m,
  'npm run -s client -- --as root:admin "channel payment-streams --streams':
    /^[\d:]+ payment-streams open$/m,
  "npm run -s client -- --as root:admin 'channel fights,payment-streams --all":
    /^[\d:]+ fights,payment-streams open$/m,
  'curl -N "$PAYMENTS?streams=$STREAM&token=$ANA"': /"channel":"payment-streams"/,
  "npm run -s client -- --as ana:admin 'channel fights' 'subscribe": /^[\d:]+ fights open$/m,
  "npm run -s client -- --json --as bettor-morado:bettor connect 'wait pending 600'":
    /"record":"result","command":"connect","ending":"done"/,
  "npm run -s client -- --json --as beto:bettor connect 'wait pending 600'":
    /"record":"result","command":"connect","ending":"done"/,
  'WEBHOOK_SECRET="whsec_$(head': /^listening on http:\/\/127\.0\.0\.1:\d+\/webhooks\/payments$/m,
  'python3 examples/webhook-receiver/receiver.py':
    /^listening on http:\/\/127\.0\.0\.1:\d+\/hooks$/m,
};

/** Lines that run on in a terminal of their own: what they print once they are up, and what comes of the lines after. */
const beside: Readonly<Record<string, { readonly up: RegExp; readonly end: RegExp }>> = {
  'npm run -s example:webhook-receiver': {
    up: /^listening on http:\/\/127\.0\.0\.1:\d+\/hooks$/m,
    end: /^event system webhook\.test /m,
  },
};

/** The output of the lines that have one, by how they begin; all others end well, in silence or not. */
const printed: Readonly<Record<string, RegExp>> = {
  'npm run -s example:plain-backend': /^announced: written\nbetting: written\n/,
  'npm run -s preflight -- --outputs $OUTPUTS_FILE': /-c accountConcurrency=\d+$/m,
  'npm run -s preflight -- --concurrency 10': /-c accountConcurrency=10$/m,
  'npm run -s preflight -- --concurrency 1000 --sse-host web-function':
    /-c sseHost=web-function -c accountConcurrency=1000$/m,
  'npm run -s example:sequelize-backend': /./,
  'npm run -s example:indexer':
    /^up to ledger 3727879: \d+ written, \d+ already there, 0 to look at$/m,
  'npm run -s client -- --as bettor-azul:bettor connect status': /connected as bettor-azul/,
  'npm run -s token -- --sub ana --role admin --ttl 3600': /^[\w-]+\.[\w-]+\.[\w-]+\n$/,
  'npm run -s capacity': /^table, index, key +read units/,
  'npm run -s forget -- --user ana --dry-run': /^Nothing was written/m,
  'curl -s "$AWS_ENDPOINT_URL/_host/faults" -d': /"staleReads":\{"delayMs":300,"share":0\.5\}/,
  'curl -s -X POST "$AWS_ENDPOINT_URL/_host/faults"': /^\{"functions":\{.*"stateMachines":/,
  'curl -s -X POST "$AWS_ENDPOINT_URL/_host/faults" -d \'{"functions"':
    /^\{"functions":\{"\w+":\{"kind":"(kill|slow|throttle)"/,
  'curl -s "$AWS_ENDPOINT_URL/_host/alarms"': /^\{"alarms":\[\{"name":"/,
  'curl -s -X DELETE "$AWS_ENDPOINT_URL/_host/faults"':
    /^\{"functions":\{\}.*"redelivery":\{"share":0\}/,
  'curl -s "${API}openapi.json"': /^\{"openapi":"3\.1\.0"/,
  'curl -s "${API}events.schema.json"':
    /^(\{"\$schema":"https:\/\/json-schema\.org\/draft\/2020-12\/|$)/,
  'curl -s "${API}asyncapi.json"': /^(\{"asyncapi":"3\.0\.0"|$)/,
  'npm run -s contracts -- --out': /events\.schema\.json\n.*asyncapi\.json\n$/,
  'curl -s "${API}stats"': /"connections":/,
  'curl -s "${API}streams"': /"stream":\{"streamId":"/,
  'curl -s "${API}streams/': /"accrued":"\d+"/,
  'curl -s "${API}streams?': /"streams":\[/,
  'curl -s "${API}workflows"': /"workflow":\{"workflowId":"/,
  'curl -s "${API}workflows/payout-7"': /"history":/,
  'curl -s "${API}workflows/$WORKFLOW"': /"history":/,
  'curl -s "${API}workflows/payout-7/decisions"': /"currentStep":"finance"/,
  'curl -s "${API}workflows/payout-7/delegations"': /"assignees":\["/,
  'curl -s "${API}workflows/$WORKFLOW/decisions"': /"currentStep":"release"/,
  'curl -s "${API}workflows?': /"workflows":\[/,
  'curl -s "${API}workflows/bulk"': /"(isExact|operation)":/,
  'curl -s "${API}workflows/bulk/cleanup-1"': /"operation":/,
  'curl -s "${API}workflows/bulk/cleanup-1/results?': /"results":\[/,
  'curl -s -X DELETE "${API}workflows/bulk/': /"operation":/,
  'curl -s "${API}workflows/bulk/bulk-$WORKFLOW"': /"total":1/,
  'curl -s "${API}workflows/bulk/bulk-$WORKFLOW/results': /"results":\[/,
  "npm run -s client -- --as olga:operator 'workflows pending'":
    /cancel would be done to \d+ workflows?$/m,
  'curl -s "${API}events"': /"eventIds":\[/,
  'curl -s "${API}token"': /"token":"/,
  'curl -s "${API}revocations?userId=mallory"': /"reason":"stolen phone"/,
  'curl -s -X DELETE "${API}revocations?userId=mallory': /"lifted":true/,
  'curl -s "${API}poll?channel=fights&limit=10"': /"cursor":/,
  'curl -s -H "Authorization: Bearer $TOKEN" "${API}connections?channel=fights': /"connections":\[/,
  'curl -s -H "Authorization: Bearer $TOKEN" "${API}connections/$CONNECTION"': /"connectionId":"/,
  'curl -s -X DELETE -H "Authorization: Bearer $TOKEN" "${API}connections/$CONNECTION':
    /"disconnected":/,
  'curl -s -H "Authorization: Bearer $TOKEN" "${API}users/ana/presence"': /"online":/,
  'curl -s "${API}health?details=true"': /"components":/,
  'curl -s "${API}drain"': /"socketsLeft":/,
  'curl -s -X DELETE "${API}drain"': /"ended":/,
  'curl -s "${API}audit?': /"entries":\[/,
  'curl -s -o /dev/null -w': /^401\n$/,
  'curl -s "${API}poll?channel=fights&limit=3"': /"cursor":/,
  'curl -s "${API}connections?channel=fights"': /"connections":\[/,
  'npm run -s redrive -- --dry-run': /^(no|\d+) failed batch/m,
  'npm run -s replay -- --channel fights --file -':
    /^\{"cursor":"\w+\.\d+","appendedAt":\d+,"event":\{"id":/,
  'npm run -s cost -- --admins 50 --tabs 2': /\$/,
  "npm run -s client -- --as kim:admin 'webhook add https://ledger": /public key whpk_/,
  'curl -s "${API}webhooks/ledger/keys"': /"publicKey":"whpk_/,
  "printf '%s.%s.%s' ": /^68rjIFxBYupLLouJeMkM6obsI3po8ebTUhAv7jOuS\+s=\n$/,
  'curl -s "${API}poll?channels=bets': /"cursor":"\w+\.\d+"/,
  "npm run -s client -- --as kim:admin 'webhook add https://orders": /secret whsec_/,
  'npm run -s client -- --as kim:admin webhooks': /webhook orders enabled/,
  "npm run -s client -- --as kim:admin 'webhook rotate orders": /secret whsec_/,
};

const all = documentedPages.flatMap(page => pastedLines(page).map(command => ({ page, command })));

/** Whether it drains the host, whose environments let nobody in for up to five seconds after the end. */
const drains = (page: string) => pastedLines(page).some(command => /\}drain"/.test(command));

/** Those that drain come last: they open no stream themselves. */
const pagesToRun = [...new Set(all.map(({ page }) => page))].toSorted(
  (one, other) => Number(drains(one)) - Number(drains(other)),
);

/** Of the entries of a table the one that the line begins as, the longest. */
function entryOf<T>(table: Readonly<Record<string, T>>, command: string): T | undefined {
  const beginnings = Object.keys(table).filter(beginning => command.startsWith(beginning));
  const [longest = ''] = beginnings.toSorted((one, other) => other.length - one.length);
  return table[longest];
}

let directory: string;
let host: OwnHost;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pasted-'));
  // Lines are run in a folder that is the project's, but has outputs and packages of its own.
  for (const entry of readdirSync('.')) {
    if (/^(build|coverage|.*\.local\.json.*|\.git)$/.test(entry)) continue;
    // Of one's own tries: lines write these anew.
    if (/^(token|webhook\.keys|webhook-receiver\.cursor)$/.test(entry)) continue;
    symlinkSync(join(process.cwd(), entry), join(directory, entry));
  }
  const { frontDoorOrigin, tailPollMs, webhookLoopback } = contextOf('scenarios');
  const context = { frontDoorOrigin, tailPollMs, webhookLoopback };
  host = await startOwnHost(directory, context, { demo: true, port: firstPort });
  // Every line is to work for a stage, whose outputs stand under another name.
  const [outputs] = Object.values(JSON.parse(readFileSync(host.outputsFile, 'utf8')));
  const text = JSON.stringify({ [stackNameOf('staging')]: outputs });
  writeFileSync(join(directory, 'outputs.local.json'), text);
  // docs/deploy.md has a stack on AWS.
  writeFileSync(join(directory, 'outputs.staging.json'), text);
}, 300_000);
afterAll(async () => {
  await host?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** All pages share one host: whatever one of them has broken, or a failure left broken, is mended. */
afterEach(async () => {
  const [outputs] = Object.values<Record<string, string>>(
    JSON.parse(readFileSync(host.outputsFile, 'utf8')),
  );
  await fetch(`${outputs?.AwsEndpointUrl}/_host/faults`, { method: 'DELETE' });
});

/** The line with the ports of this host, none that another program may have, and time. */
function placed(command: string): string {
  return command
    .replace('npm run -s client --', patience)
    .replaceAll(/127\.0\.0\.1:46(\d\d)/g, (_, at) => `127.0.0.1:${firstPort + Number(at)}`)
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${receiverPort}`)
    .replace(/(webhook-receiver --|receiver\.py)(?= )/, `$1 --port ${receiverPort}`)
    .replace(/npm run -s example:inbound-webhook$/, '$& -- --port 0');
}

/** A terminal beside the shell's, for one line at a time that runs on while others are pasted. */
function openTerminal(shell: ReturnType<typeof openShell>) {
  let running: (() => Promise<void>) | undefined;
  const end = async () => {
    await running?.();
    running = undefined;
  };
  return {
    /** Resolves once it is up. */
    start: async (command: string, side: { readonly up: RegExp; readonly end: RegExp }) => {
      await end();
      const isUp = Promise.withResolvers<void>();
      const run: Promise<Pasted> = shell.run(placed(command), output => {
        if (side.up.test(output)) isUp.resolve();
        return side.end.test(output);
      });
      running = async () => {
        const { output, errors } = await run;
        const expected = expect.stringMatching(side.end);
        expect({ command, output, errors }).toMatchObject({ output: expected });
      };
      await Promise.race([isUp.promise, run]);
    },
    /** Waits for what the lines after it were to bring. */
    end,
  };
}

// Before the pages, some of which drain the host.
test('the welcome of npm start has lines that do what it says', async () => {
  const shell = openShell(directory, lineWithinMs);
  // The outputs file is written before the welcome is.
  const isWhole = (output: string) => output.includes('Ctrl-C stops everything');
  const welcome = await untilSeen(host.output, isWhole);
  const lines = welcome.split('\n').filter(line => /^(curl|npx|npm) /.test(line));
  expect(lines.length).toBeGreaterThan(8);
  const withCli = welcome.split('\n').filter(line => / aws /.test(line) && / --/.test(line));
  expect(withCli).toHaveLength(2);
  for (const line of withCli) {
    expect(line).toMatch(
      /^AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws dynamodb put-item --region us-east-1 --endpoint-url http:\/\/127\.0\.0\.1:\d+ /,
    );
  }
  for (const command of lines) {
    const isEndless = /^curl -N|^npx node| wait$/.test(command);
    const enough = /event: connected|pending_proposals|fights(,bets)? open/;
    const ran = isEndless
      ? await shell.run(placed(command), text => enough.test(text))
      : await shell.run(placed(command));
    // Both sides have all of it, so that a failure shows it.
    const right = isEndless ? { output: expect.stringMatching(enough) } : { exitCode: 0 };
    expect({ command, ...ran }).toEqual({ command, ...ran, ...right });
  }
}, 480_000);

test.each(pagesToRun)(
  'the lines of %s do what the page says',
  async page => {
    const shell = openShell(directory, lineWithinMs);
    const terminal = openTerminal(shell);
    let choosing = '';
    for (const command of pastedLines(page)) {
      if (isOnAws(command) || entryOf(notRun, command) !== undefined) continue;
      const side = entryOf(beside, command);
      if (side !== undefined) {
        await terminal.start(command, side);
        continue;
      }
      const end = entryOf(endless, command);
      if (end !== undefined) {
        // It takes the place of what runs on.
        await terminal.end();
        const ran = await shell.run(placed(command), text => end.test(text));
        const right = { output: expect.stringMatching(end) };
        expect({ command, ...ran }).toEqual({ command, ...ran, ...right });
        continue;
      }
      if (command.startsWith('CONNECTION=')) choosing = command;
      let ran = await shell.run(placed(command));
      // A machine that everything shares may be late: such an answer says to try again.
      if (/"code":"UNAVAILABLE".*try again/.test(ran.output))
        ran = await shell.run(placed(command));
      // Streams end as planned: the one that the line before chose may have done so meanwhile.
      for (let n = 0; n < 3 && ran.output.includes('"code":"CONNECTION_NOT_FOUND"'); n += 1) {
        await shell.run(placed(choosing));
        ran = await shell.run(placed(command));
      }
      const { exitCode, output, errors } = ran;
      expect({ command, exitCode, output, errors }).toMatchObject({
        ...{ command, exitCode: 0 },
        // For whoever reads how it failed.
        errors: exitCode === 0 ? errors : '',
        output: expect.stringMatching(entryOf(printed, command) ?? /^/),
      });
      // Curl ends well whatever it is answered.
      expect({ command, output }).not.toMatchObject({
        output: expect.stringMatching(/^\{"(type":"about:blank"|message":)/),
      });
    }
    await terminal.end();
  },
  480_000,
);

test('no line behind a drain opens a stream', () => {
  const first = pagesToRun.findIndex(drains);
  const behind = pagesToRun.slice(first).flatMap(pastedLines);
  const runOn = [endless, beside];
  expect(behind.filter(command => runOn.some(table => entryOf<unknown>(table, command)))).toEqual(
    [],
  );
  expect(pagesToRun.slice(first)).toEqual(['docs/management.md', 'docs/operations.md']);
});

test('what is listed here is on a page', () => {
  const beginnings = [notRun, endless, beside, printed].flatMap(Object.keys);
  const unused = beginnings.filter(
    beginning => !all.some(({ command }) => command.startsWith(beginning)),
  );
  expect(unused).toEqual([]);
  const tests = Object.values(notRun).filter(why => why.startsWith('test/'));
  expect(tests.filter(file => readFileSync(file, 'utf8') === '')).toEqual([]);
});

test('a line that is to be pasted stands in a fence that says so', () => {
  const unsaid = documentedPages
    .flatMap(fencesOf)
    .filter(({ language }) => language === '')
    .filter(({ text }) => /^(npm|npx|node|curl|aws|[A-Z_]+=\S+ (npm|npx|node)) /m.test(text))
    .map(({ page, line }) => `${page}:${line}`);
  expect(unsaid).toEqual([]);
});
