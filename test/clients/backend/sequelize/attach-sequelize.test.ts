import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataTypes, Sequelize } from 'sequelize';
import type { Publisher } from '../../../../clients/backend/index.ts';
import {
  attachSequelize,
  type SequelizeAttachment,
  type SequelizeOptions,
} from '../../../../clients/backend/sequelize/index.ts';
import { nodeSqliteDialect } from '../../../../examples/sequelize-backend/node-sqlite-dialect.ts';
import { type PublishedTables, startPublishedTables } from '../published-tables.ts';

let tables: PublishedTables;
let publisher: Publisher;
let directory: string;
let sequelize: Sequelize;
let failures: Parameters<SequelizeOptions['onFailure']>[0][];
let attachment: SequelizeAttachment;

beforeAll(async () => {
  tables = await startPublishedTables();
  publisher = tables.publisher();
});
afterAll(() => tables.stop());

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sequelize-'));
  // A file, not memory: there a transaction has a connection of its own, as in any backend.
  sequelize = new Sequelize({
    dialect: 'sqlite',
    dialectModule: nodeSqliteDialect,
    storage: join(directory, 'backend.sqlite'),
    logging: false,
  });
  sequelize.define('Fight', {
    fightId: { type: DataTypes.STRING, primaryKey: true },
    title: DataTypes.STRING,
    status: { type: DataTypes.STRING, defaultValue: 'upcoming' },
    venueId: {
      type: DataTypes.STRING,
      references: { model: 'Venues', key: 'id', deferrable: 'INITIALLY DEFERRED' as never },
    },
    passwordHash: DataTypes.STRING,
  });
  sequelize.define('Venue', { id: { type: DataTypes.STRING, primaryKey: true } });
  sequelize.define('Wager', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    fight: DataTypes.STRING,
    bettor: DataTypes.STRING,
    pesos: DataTypes.DECIMAL(10, 2),
  });
  await sequelize.query('PRAGMA foreign_keys=ON');
  await sequelize.sync();
  failures = [];
  attachment = attach();
  await tables.changes();
});
afterEach(async () => {
  await attachment.settled();
  await sequelize.close();
  await rm(directory, { recursive: true, force: true });
});

function attach(changes: Partial<SequelizeOptions> = {}): SequelizeAttachment {
  return attachSequelize(sequelize, {
    publisher,
    models: {
      Fight: 'Fights',
      Wager: {
        table: 'Bets',
        toItem: ({ id, fight, bettor, pesos }) => ({
          betId: `wager-${id}`,
          fightId: fight,
          userId: bettor,
          side: 'red',
          amount: Math.round(Number(pesos) * 100),
          status: 'pending',
        }),
      },
    },
    onFailure: failure => failures.push(failure),
    ...changes,
  });
}

const model = (name: string) => {
  const found = sequelize.models[name];
  if (found === undefined) throw new Error(`no model ${name}`);
  return found;
};

/** The events since the last call, as `type id status`. */
async function seen(): Promise<readonly string[]> {
  await attachment.settled();
  expect(failures).toEqual([]);
  return (await tables.received()).map(([type, data]) =>
    `${type} ${data.fightId ?? data.betId} ${data.newStatus ?? data.status ?? ''}`.trim(),
  );
}

test('a row that is created and updated is published each time', async () => {
  const fight = await model('Fight').create({ fightId: 's1', title: 'Final', passwordHash: 'x' });
  expect(await seen()).toEqual(['FIGHT_CREATED s1 upcoming']);
  await fight.update({ status: 'betting' });
  expect(await seen()).toEqual([
    'FIGHT_STATUS_UPDATE s1 betting',
    'BETTING_WINDOW_OPENED s1 betting',
  ]);
  expect(await tables.item('Fights', 's1')).toEqual({
    fightId: 's1',
    title: 'Final',
    status: 'betting',
    createdAt: expect.stringMatching(/Z$/),
    updatedAt: expect.stringMatching(/Z$/),
  });
});

test('an instance that was loaded or saved in part is published whole, as it is in the database', async () => {
  await model('Fight').create({ fightId: 's2', title: 'Final' });
  const part = await model('Fight').findByPk('s2', { attributes: ['fightId', 'status'] });
  await part?.set({ status: 'betting', title: 'unsaved' }).save({ fields: ['status'] });
  await attachment.settled();
  expect(await tables.item('Fights', 's2')).toMatchObject({ title: 'Final', status: 'betting' });
});

test('rows of a mapping of their own, created by the dozen', async () => {
  await model('Wager').bulkCreate([
    { fight: 's3', bettor: 'ana', pesos: 50 },
    { fight: 's3', bettor: 'beto', pesos: '12.50' },
  ]);
  expect(await seen()).toEqual(['NEW_BET s3', 'NEW_BET s3']);
  expect(await tables.item('Bets', 'wager-2')).toMatchObject({ userId: 'beto', amount: 1_250 });
});

test('an upsert is published, whether it makes the row or changes it', async () => {
  await model('Fight').upsert({ fightId: 's4' });
  expect(await seen()).toEqual(['FIGHT_CREATED s4 upcoming']);
  await model('Fight').upsert({ fightId: 's4', status: 'betting' });
  expect(await seen()).toEqual([
    'FIGHT_STATUS_UPDATE s4 betting',
    'BETTING_WINDOW_OPENED s4 betting',
  ]);
});

test('a bulk update publishes the rows it changed, though its where fits them no more', async () => {
  await model('Fight').bulkCreate([{ fightId: 's5' }, { fightId: 's6', status: 'live' }]);
  await seen();
  await model('Fight').update({ status: 'betting' }, { where: { status: 'upcoming' } });
  expect(await seen()).toEqual([
    'FIGHT_STATUS_UPDATE s5 betting',
    'BETTING_WINDOW_OPENED s5 betting',
  ]);
});

test('a bulk restore publishes the rows it restores, once they are committed', async () => {
  attachment.detach();
  const bouts = sequelize.define(
    'Bout',
    {
      fightId: { type: DataTypes.STRING, primaryKey: true },
      status: { type: DataTypes.STRING, defaultValue: 'upcoming', field: 'bout_status' },
    },
    { paranoid: true },
  );
  await sequelize.sync();
  const rows = ['v1', 'v2', 'v3', 'v4', 'v5'].map(fightId => ({ fightId }));
  await bouts.bulkCreate(rows);
  await bouts.update({ status: 'live' }, { where: { fightId: 'v3' } });
  await bouts.destroy({ where: {} });
  attachment = attach({ models: { Bout: 'Fights' }, maxWaitingRows: 4 });

  await sequelize.transaction(async transaction => {
    await bouts.restore({ where: { fightId: ['v1', 'v3'], status: 'upcoming' }, transaction });
    expect(await seen()).toEqual([]);
  });
  expect(await seen()).toEqual(['FIGHT_CREATED v1 upcoming']);
  await bouts.restore({ where: { fightId: 'v3' }, individualHooks: true });
  expect(await seen()).toEqual(['FIGHT_CREATED v3 live']);
  await bouts.restore({ where: {} });
  await attachment.settled();
  expect(failures).toMatchObject([{ model: 'Bout', keys: [], error: { code: 'QUEUE_FULL' } }]);
  expect(await bouts.count()).toBe(5);
  failures = [];
});

test('a transaction is published when it is committed, with what it came to', async () => {
  await sequelize.transaction(async transaction => {
    const fight = await model('Fight').create({ fightId: 's7' }, { transaction });
    await fight.update({ status: 'betting' }, { transaction });
    await model('Fight').update({ title: 'late' }, { where: { status: 'betting' }, transaction });
    expect(await seen()).toEqual([]);
  });
  expect(await seen()).toEqual(['FIGHT_CREATED s7 betting', 'BETTING_WINDOW_OPENED s7']);
  expect(await tables.item('Fights', 's7')).toMatchObject({ title: 'late' });
});

test('a transaction that is rolled back is not published [G13]', async () => {
  const transaction = await sequelize.transaction();
  await model('Fight').create({ fightId: 's8' }, { transaction });
  await model('Fight').bulkCreate([{ fightId: 's9' }], { transaction });
  attachment.changed('Fight', ['s8'], { transaction });
  await transaction.rollback();
  await attachment.settled();
  expect(await tables.changes()).toEqual([]);
});

test('of a savepoint that is rolled back nothing is published, of what is around it all', async () => {
  await sequelize.transaction(async transaction => {
    await model('Fight').create({ fightId: 's10' }, { transaction });
    const savepoint = await sequelize.transaction({ transaction });
    await model('Fight').create({ fightId: 's11' }, { transaction: savepoint });
    await savepoint.rollback();
    const another = await sequelize.transaction({ transaction });
    await model('Fight').create({ fightId: 's12' }, { transaction: another });
    await another.commit();
    expect(await seen()).toEqual([]);
  });
  expect((await seen()).toSorted()).toEqual([
    'FIGHT_CREATED s10 upcoming',
    'FIGHT_CREATED s12 upcoming',
  ]);
});

test('a savepoint that is committed in a transaction that is not is not published', async () => {
  const transaction = await sequelize.transaction();
  const savepoint = await sequelize.transaction({ transaction });
  await model('Fight').create({ fightId: 's13' }, { transaction: savepoint });
  await savepoint.commit();
  await transaction.rollback();
  await attachment.settled();
  expect(await tables.changes()).toEqual([]);
});

test('a COMMIT that the database refuses is not published, though Sequelize calls its hooks', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  const hooks: string[] = [];
  await expect(
    sequelize.transaction(async transaction => {
      await sequelize.query('PRAGMA defer_foreign_keys=ON', { transaction });
      transaction.afterCommit(() => void hooks.push('called'));
      await model('Fight').create({ fightId: 's14', venueId: 'nowhere' }, { transaction });
    }),
  ).rejects.toThrow(/FOREIGN KEY/);
  warn.mockRestore();
  expect(hooks).toEqual(['called']);
  await attachment.settled();
  expect(await tables.changes()).toEqual([]);
  expect(failures).toMatchObject([{ keys: ['s14'], error: { code: 'ROW_NOT_FOUND' } }]);
});

test('raw queries are published when they are named', async () => {
  await model('Fight').create({ fightId: 's15' });
  await seen();
  await sequelize.query("UPDATE Fights SET status = 'betting' WHERE fightId = 's15'");
  attachment.changed('Fight', ['s15']);
  expect(await seen()).toEqual([
    'FIGHT_STATUS_UPDATE s15 betting',
    'BETTING_WINDOW_OPENED s15 betting',
  ]);
});

test('a resync publishes what was missed, and nothing the second time', async () => {
  attachment.detach();
  const rows = Array.from({ length: 1_203 }, (_, n) => ({ fightId: `r${n}` }));
  await model('Fight').bulkCreate(rows);
  attachment = attach();
  expect(await attachment.resync('Fight')).toBe(1_203);
  expect(await seen()).toHaveLength(1_203);
  expect(await attachment.resync('Fight', { where: { fightId: ['r1', 'r2'] } })).toBe(2);
  expect(await seen()).toEqual([]);
});

test("what cannot be published is reported and never breaks the backend's own write", async () => {
  await model('Fight').create({ fightId: 's16', status: 'open' });
  await model('Fight').create({ fightId: 's17' });
  await attachment.settled();
  expect(failures).toMatchObject([
    {
      model: 'Fight',
      keys: ['s16'],
      error: { problems: [{ field: 'status', received: '"open"' }] },
    },
  ]);
  expect(await tables.item('Fights', 's17')).toBeDefined();
});

test('nor does a store that is gone, or a callback that throws', async () => {
  attachment.detach();
  let reports = 0;
  attachment = attach({
    publisher: { put: async () => Promise.reject(new Error('no DynamoDB')) },
    onFailure: () => {
      reports += 1;
      throw new Error('no log either');
    },
  });
  await model('Fight').create({ fightId: 's18' });
  await model('Fight').create({ fightId: 's19' });
  await attachment.settled();
  expect(reports).toBe(2);
  expect(await model('Fight').count()).toBe(2);
});

test('as many rows as may wait are published by one bulk update, one more is reported as lost', async () => {
  attachment.detach();
  await model('Fight').bulkCreate([{ fightId: 'x1' }, { fightId: 'x2' }, { fightId: 'x3' }]);
  attachment = attach({ maxWaitingRows: 2 });
  await model('Fight').update({ title: 'a' }, { where: { fightId: ['x1', 'x2'] } });
  expect(await seen()).toHaveLength(2);
  await model('Fight').update({ title: 'b' }, { where: {} });
  await model('Fight').bulkCreate([{ fightId: 'x4' }, { fightId: 'x5' }, { fightId: 'x6' }]);
  await attachment.settled();
  expect(failures.map(({ error, keys }) => [(error as { code?: string }).code, keys])).toEqual([
    ['QUEUE_FULL', []],
    ['QUEUE_FULL', ['x4', 'x5', 'x6']],
  ]);
  expect(await tables.changes()).toEqual([]);
  expect(await model('Fight').count({ where: { title: 'b' } })).toBe(3);
  failures = [];
  expect(await attachment.resync('Fight')).toBe(6);
  expect(await seen()).toHaveLength(4);
});

test('a bulk update whose own read fails is made all the same, and reported', async () => {
  await model('Fight').create({ fightId: 's20' });
  await attachment.settled();
  const gone = new Error('no answer');
  const question = jest.spyOn(model('Fight'), 'unscoped').mockImplementationOnce(() => {
    throw gone;
  });
  await model('Fight').update({ title: 'late' }, { where: { fightId: 's20' } });
  question.mockRestore();
  await attachment.settled();
  expect(failures).toEqual([{ model: 'Fight', keys: [], error: gone }]);
  expect(await model('Fight').count({ where: { title: 'late' } })).toBe(1);
  failures = [];
});

test('a model that is not there, and one without exactly one key, are refused at once', () => {
  expect(() => attach({ models: { Duel: 'Fights' } })).toThrow(
    'received the model Duel, expected one of Fight, Venue, Wager',
  );
  sequelize.define('Pair', {
    a: { type: DataTypes.STRING, primaryKey: true },
    b: { type: DataTypes.STRING, primaryKey: true },
  });
  expect(() => attach({ models: { Pair: 'Fights' } })).toThrow(
    'Pair has 2 key attributes, expected 1',
  );
});
