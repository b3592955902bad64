import { DataTypes, type Model, type ModelStatic, Sequelize } from 'sequelize';
import {
  attachSequelize,
  type SequelizeAttachment,
  type SequelizeOptions,
} from '../../../../clients/backend/sequelize/index.ts';
import { nodeSqliteDialect } from '../../../../examples/sequelize-backend/node-sqlite-dialect.ts';

type Failure = Parameters<SequelizeOptions['onFailure']>[0];

let sequelize: Sequelize;
let fights: ModelStatic<Model>;
let attachment: SequelizeAttachment;
let put: string[];
let failures: Failure[];

beforeEach(async () => {
  sequelize = new Sequelize({
    dialect: 'sqlite',
    dialectModule: nodeSqliteDialect,
    storage: ':memory:',
    logging: false,
  });
  fights = sequelize.define(
    'Fight',
    {
      fightId: { type: DataTypes.STRING, primaryKey: true },
      status: { type: DataTypes.STRING, defaultValue: 'upcoming' },
    },
    { paranoid: true },
  );
  // The plain table last: Sequelize makes none of a schema for SQLite where that is there.
  await fights.schema('norte').sync();
  await fights.schema('sur').sync();
  await fights.sync();
  put = [];
  failures = [];
  attachment = attachSequelize(sequelize, {
    publisher: {
      put: async (_table, { fightId, status }) => {
        put.push(`${fightId} ${status}`);
        return { outcome: 'written', id: String(fightId) };
      },
    },
    models: {
      Fight: {
        table: 'Fights',
        toItem: ({ fightId, status }, { schema }) => ({
          fightId: schema === undefined ? fightId : `${schema}-${fightId}`,
          status,
        }),
      },
    },
    onFailure: failure => failures.push(failure),
  });
});
afterEach(async () => {
  await attachment.settled();
  await sequelize.close();
});

/** What was published since the last call; nothing may have failed. */
async function published(): Promise<readonly string[]> {
  await attachment.settled();
  expect(failures).toEqual([]);
  return put.splice(0).toSorted();
}

/** What was reported, as place, keys, code and message; nothing may have been published. */
async function reported() {
  await attachment.settled();
  expect(put).toEqual([]);
  return failures.splice(0).map(({ error, ...of }) => {
    const { code, message } = error as { code?: string; message: string };
    return { ...of, code, message };
  });
}

test('rows of Model.schema(tenant) are read where they are, whichever call wrote them', async () => {
  const norte = fights.schema('norte');
  const fight = await norte.create({ fightId: 'f1' });
  expect(await published()).toEqual(['norte-f1 upcoming']);
  await fight.update({ status: 'betting' });
  expect(await published()).toEqual(['norte-f1 betting']);
  await norte.bulkCreate([{ fightId: 'f2' }, { fightId: 'f3' }]);
  expect(await published()).toEqual(['norte-f2 upcoming', 'norte-f3 upcoming']);
  await norte.upsert({ fightId: 'f3', status: 'live' });
  expect(await published()).toEqual(['norte-f3 live']);
  await norte.update({ status: 'cancelled' }, { where: { status: 'upcoming' } });
  expect(await published()).toEqual(['norte-f2 cancelled']);
  await norte.destroy({ where: { fightId: ['f2', 'f3'] } });
  await norte.restore({ where: { fightId: 'f2' } });
  expect(await published()).toEqual(['norte-f2 cancelled']);
  await norte.restore({ where: { fightId: 'f3' }, individualHooks: true });
  expect(await published()).toEqual(['norte-f3 live']);
  await fights.scope([]).create({ fightId: 'f4' });
  expect(await published()).toEqual(['f4 upcoming']);
});

test('one key in three schemas is three rows, also in one transaction', async () => {
  await sequelize.transaction(async transaction => {
    await fights.create({ fightId: 'f1' }, { transaction });
    await fights.schema('norte').create({ fightId: 'f1', status: 'live' }, { transaction });
    await fights.schema('sur').create({ fightId: 'f1', status: 'betting' }, { transaction });
    await fights.schema('sur').update({ status: 'live' }, { where: {}, transaction });
    expect(await published()).toEqual([]);
  });
  expect(await published()).toEqual(['f1 upcoming', 'norte-f1 live', 'sur-f1 live']);
});

test('what no hook reports is named with its schema, and resynced by it', async () => {
  attachment.detach();
  await fights.schema('sur').bulkCreate([{ fightId: 'f1' }, { fightId: 'f2' }]);
  attachment.changed('Fight', ['f1'], { schema: 'sur' });
  expect(await published()).toEqual(['sur-f1 upcoming']);
  expect(await attachment.resync('Fight', { schema: 'sur', where: { fightId: 'f2' } })).toBe(1);
  expect(await published()).toEqual(['sur-f2 upcoming']);
  expect(await attachment.resync('Fight')).toBe(0);
});

test('a row of a schema that cannot be published is reported with it', async () => {
  const norte = fights.schema('norte');
  jest.spyOn(sequelize, 'query').mockImplementation(async () => Promise.reject(new Error('gone')));
  attachment.changed('Fight', ['f1'], { schema: 'norte' });
  await norte.update({ status: 'live' }, { where: {} }).catch(() => {});
  const report = { model: 'Fight', schema: 'norte', code: undefined, message: 'gone' };
  expect(await reported()).toEqual([
    { ...report, keys: ['f1'] },
    { ...report, keys: [] },
  ]);
});

test('the search path of a call goes with each question about its rows', async () => {
  const asked = jest.spyOn(fights, 'findAll');
  const paths = () =>
    asked.mock.calls.splice(0).map(([options]) => Reflect.get(options ?? {}, 'searchPath'));
  const searchPath = 'norte';
  // Sequelize takes it at every call, its types do not know it.
  await fights.create({ fightId: 'f1' }, { searchPath } as object);
  await fights.create({ fightId: 'f1b' });
  await attachment.settled();
  expect(paths()).toEqual(['norte', undefined]);
  await fights.update({ status: 'live' }, { where: {}, ...{ searchPath } });
  await attachment.settled();
  expect(paths()).toEqual(['norte', 'norte']);
  attachment.changed('Fight', ['f1'], { searchPath });
  await attachment.resync('Fight', { searchPath });
  expect(paths()).toEqual(['norte', 'norte', 'norte', 'norte']);
});

const missing =
  'expected what was committed: it was removed since, has another key, or COMMIT failed';

test('a committed key that no row has any more is reported, and the others are published', async () => {
  await sequelize.transaction(async transaction => {
    await fights.bulkCreate([{ fightId: 'f1' }, { fightId: 'f2' }], { transaction });
    await fights.destroy({ where: { fightId: 'f1' }, transaction });
  });
  await attachment.settled();
  expect(put.splice(0)).toEqual(['f2 upcoming']);
  expect(await reported()).toEqual([
    {
      model: 'Fight',
      keys: ['f1'],
      code: 'ROW_NOT_FOUND',
      message: `received no row with this fightId from Fights, ${missing}`,
    },
  ]);
});

test('so is a key that a bulk update replaces, and one that was named but never was', async () => {
  const norte = fights.schema('norte');
  await norte.bulkCreate([{ fightId: 'f1' }, { fightId: 'f2' }]);
  await published();
  await norte.update({ fightId: 'f9' }, { where: { fightId: 'f1' } });
  const report = { model: 'Fight', schema: 'norte', code: 'ROW_NOT_FOUND' };
  const from = 'received no row with this fightId from `norte.Fights`';
  expect(await reported()).toEqual([{ ...report, keys: ['f1'], message: `${from}, ${missing}` }]);
  attachment.changed('Fight', ['f7', 'f8'], { schema: 'norte' });
  expect(await reported()).toMatchObject([{ ...report, keys: ['f7', 'f8'] }]);
});

test('a key is found though it is written as a number and read as text', async () => {
  attachment.changed('Fight', [7]);
  expect(await reported()).toMatchObject([{ keys: [7] }]);
  await fights.bulkCreate([{ fightId: '7' }, { fightId: '8' }]);
  await published();
  attachment.changed('Fight', [7, '7', 8]);
  expect(await published()).toEqual(['7 upcoming', '8 upcoming']);
});
