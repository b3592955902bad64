import { Ajv } from 'ajv';
import { parseSettings } from '../../lib/settings.ts';
import { fencesOf } from '../support/fences.ts';
import { read, rowsOf, section } from '../support/page-parts.ts';
import { pastedLines } from '../support/pasted-lines.ts';

const page = 'docs/deploy.md';
const onAws = / +# on AWS$/;

/** What asks an account, or changes one. */
const asksAccount =
  /^(aws |npx cdk (bootstrap|diff|destroy) ?|npm run deploy |npm run -s preflight *#|npm run test:deploy |OUTPUTS=\S+ npm run test:scenarios)/;

it('marks the lines that need an account, and those alone', () => {
  const lines = pastedLines(page);
  const marked = lines.filter(line => onAws.test(line));
  expect(marked.length).toBeGreaterThan(8);
  expect(marked.filter(line => !asksAccount.test(line))).toEqual([]);
  expect(lines.filter(line => asksAccount.test(line) && !onAws.test(line))).toEqual([]);
});

it('has settings that the stack takes', () => {
  const settings = fencesOf(page).filter(({ language }) => language === 'json');
  expect(settings).toHaveLength(2);
  const isFile = new Ajv({ strictTuples: false }).compile(
    JSON.parse(read('config/settings.schema.json')),
  );
  for (const { text } of settings) {
    expect(() => parseSettings(JSON.parse(text))).not.toThrow();
    // As an editor sees the file.
    isFile(JSON.parse(text));
    expect(isFile.errors).toBeNull();
  }
});

it('says of each step what it costs and how long it takes', () => {
  const steps = rowsOf(section(page, 'To deploy'));
  expect(steps.map(([step = '']) => step.replace(/^\[([^\]]+)\].*$/, '$1'))).toEqual([
    'Look before',
    'Bootstrap',
    'Deploy',
    'First admin',
    'First event',
    'Domain and provider',
    'Production',
    'Pipeline',
    'Upgrade',
    'Destroy',
  ]);
  expect(steps.filter(([, , costs, takes]) => !costs || !takes)).toEqual([]);
});

describe('the pipeline', () => {
  const workflow = read('examples/pipeline/deploy.yml');
  const job = (name: string) =>
    workflow.split(/^ {2}(?=\w+:$)/m).find(part => part.startsWith(`${name}:`)) ?? '';

  it.each(['staging', 'production'])('deploys %s as that environment, by a role', stage => {
    expect(job(stage)).toContain(`environment: ${stage}\n`);
    expect(job(stage)).toContain('id-token: write');
    expect(job(stage)).toContain(`npm run deploy -- --stage ${stage} --require-approval never`);
    expect(job(stage)).toContain(`outputs.${stage}.json`);
  });

  it('checks before it deploys, and deploys production after staging, when somebody says so', () => {
    expect(job('check')).toContain('npm test');
    expect(job('staging')).toContain('needs: check\n');
    expect(job('production')).toContain('needs: staging\n');
    expect(job('production')).toContain('if: inputs.production\n');
    expect(job('staging')).not.toMatch(/^ {4}if:/m);
  });

  it('gives away no right that a job does not need, and accepts no change of trust unasked', () => {
    expect(workflow).toMatch(/^permissions:\n {2}contents: read\n\n/m);
    expect(job('check')).not.toContain('id-token');
    const accepting = workflow.split('\n').filter(line => line.includes('--yes'));
    expect(accepting).toHaveLength(2);
    for (const line of accepting) {
      expect(line.trim()).toMatch(/^\$\{\{ inputs\.accept-trust-changes && '--yes' \|\| '' \}\}$/);
    }
  });

  it('names scripts that there are', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = [...workflow.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name);
    expect(named).toContain('deploy');
    expect(named.filter(name => !(String(name) in scripts))).toEqual([]);
  });

  it('is let in as one environment of the main branch of one repository, and has no right on secrets', () => {
    const { Statement: trust } = JSON.parse(read('examples/pipeline/trust-policy.json'));
    expect(trust).toHaveLength(1);
    expect(trust[0].Condition).toEqual({
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:ref': 'refs/heads/main',
        'token.actions.githubusercontent.com:sub': 'SUBJECT:environment:STAGE',
      },
    });
    const { Statement: rights } = JSON.parse(read('examples/pipeline/role-policy.json'));
    const actions = rights.flatMap(({ Action }: { Action: string | string[] }) => Action);
    expect(actions.sort()).toEqual([
      'cloudformation:DescribeStacks',
      'cloudformation:GetTemplate',
      'lambda:GetAccountSettings',
      'sts:AssumeRole',
    ]);
  });
});
