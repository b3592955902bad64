import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InstalledPackage, installPackage, packageTests } from '../installed-package.ts';
import { type PublishedTables, startPublishedTables } from './published-tables.ts';

const aws = ['client-dynamodb', 'lib-dynamodb'].map(name => `@aws-sdk/${name}`);
let installed: InstalledPackage;
let tables: PublishedTables;

beforeAll(async () => {
  tables = await startPublishedTables();
  installed = await installPackage('backend', [...aws, 'zod', 'sequelize']);
  const names = Object.entries(tables.tables).map(([table, name]) => [`${table}TableName`, name]);
  const ofProposals = {
    ...{ ProposalsTableName: 'Proposals', LimitsTableName: 'Limits' },
    ...{
      ProposalTimeoutSeconds: '180',
      Currencies: 'MXN',
      CheckUsers: 'true',
      WorkflowFourEyes: 'true',
    },
  };
  await tables.engine.createTable({ name: 'Proposals', partitionKey: { name: 'proposalId' } });
  const limitsKey = { partitionKey: { name: 'subject' }, sortKey: { name: 'slot' } };
  await tables.engine.createTable({ name: 'Limits', ...limitsKey });
  const outputs = {
    ...{ ...Object.fromEntries(names), ...ofProposals },
    DynamoDbEndpoint: tables.engine.endpoint,
  };
  const json = JSON.stringify({ GalloBetsRealtime: outputs });
  await writeFile(join(installed.project, 'outputs.json'), json);
}, 120_000);
afterAll(async () => {
  await tables.stop();
  await installed.remove();
});

packageTests(() => installed);

test('the package says what npm and a compiler must know, and needs no Sequelize', async () => {
  expect(await installed.manifest()).toMatchObject({
    name: '@gallobets/realtime-backend',
    type: 'module',
    exports: {
      '.': { types: './types/clients/backend/index.d.ts', default: './index.js' },
      './sequelize': {
        types: './types/clients/backend/sequelize/index.d.ts',
        default: './sequelize.js',
      },
    },
    engines: { node: '>=22' },
    peerDependencies: { sequelize: '^6.0.0' },
    peerDependenciesMeta: { sequelize: { optional: true } },
  });
});

test('what it writes where it was installed becomes its events', async () => {
  const stdout = await installed.runs(`
    import { AppError, createPublisher, MalformedItemError, readStackTables } from '@gallobets/realtime-backend';
    import { attachSequelize } from '@gallobets/realtime-backend/sequelize';
    const publisher = createPublisher({ ...(await readStackTables('outputs.json')), source: 'installed' });
    const fight = { fightId: 'f1', title: 'Final' };
    console.log((await publisher.fights.created(fight)).outcome, (await publisher.fights.created(fight)).outcome);
    await publisher.messages.notification('ana', { title: 'open' });
    const refused = await publisher.bets.placed({ ...fight, betId: 'b' }).catch(error => error);
    console.log(refused instanceof MalformedItemError, refused.code);
    try { attachSequelize({ models: {} }, { publisher, models: { Fight: 'Fights' }, onFailure() {} }); }
    catch (error) { console.log(error instanceof AppError, error.message); }
    const offer = { kind: 'doy', fromUserId: 'ana', toUserId: 'beto', fightId: 'f1', amount: 5_000, currency: 'MXN', requestId: 'r-1' };
    console.log((await publisher.proposals.make(offer)).code);
    await publisher.users.registered({ userId: 'ana', status: 'active' });
    await publisher.users.registered({ userId: 'beto', status: 'active' });
    await publisher.fights.opened('f1');
    const { id, outcome } = await publisher.proposals.make(offer);
    console.log(outcome, (await publisher.proposals.cancel({ proposalId: id, fromUserId: 'ana' })).outcome);
    await publisher.close();`);
  expect(stdout.split('\n')).toEqual([
    'written already',
    'true INPUT_INVALID',
    'true received the model Fight, expected one of none',
    'USER_NOT_ALLOWED',
    'written written',
    '',
  ]);
  expect(
    (await tables.received()).filter(([type]) => !/^(USER|BETTING|FIGHT_STATUS)/.test(type)),
  ).toEqual([
    ['FIGHT_CREATED', { fightId: 'f1', title: 'Final', status: 'upcoming' }],
    ['notification', { title: 'open' }],
  ]);
});

test('it is type-checked where it was installed, and its readme with it', async () => {
  const source = `
    import { event, type ProposalResult, type Publisher, type PublishResult } from '@gallobets/realtime-backend';
    export async function use(publisher: Publisher): Promise<PublishResult> {
      // @ts-expect-error an amount is a number
      void publisher.transactions.deposit({ transactionId: 't', userId: 'u', amount: '5' });
      // @ts-expect-error such events come from actions only
      event('NEW_BET');
      return await publisher.streams.failed({ streamId: 's', error: { code: 5, message: 'lost' } });
    }
    export async function propose({ proposals }: Publisher): Promise<ProposalResult> {
      const offer = { fromUserId: 'ana', toUserId: 'beto', fightId: 'f1', amount: 5_000, requestId: 'r' };
      // @ts-expect-error a currency is required
      void proposals.make({ kind: 'pago', ...offer });
      const made = await proposals.make({ kind: 'pago', ...offer, currency: 'MXN' });
      if (made.outcome === 'refused') throw new Error(made.code + made.message);
      return await proposals.cancel({ proposalId: made.proposal.proposalId, fromUserId: 'ana' });
    }`;
  const [publisher = '', sequelize = ''] = await installed.examples('ts');
  expect(publisher).toContain('createPublisher');
  expect(sequelize).toContain('attachSequelize');
  const types = { types: ['node'], typeRoots: [join(process.cwd(), 'node_modules/@types')] };
  // Sequelize's own types do not compile with all of these settings.
  const lenient = { ...types, skipLibCheck: true };
  expect(await installed.compiles({ 'sequelize.ts': sequelize }, lenient)).toBe('');
  // Who has no Sequelize needs none for the rest.
  await rm(join(installed.project, 'node_modules/sequelize'));
  expect(await installed.compiles({ 'use.ts': source, 'readme.ts': publisher }, types)).toBe('');
});
