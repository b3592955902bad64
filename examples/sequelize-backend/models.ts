import { DataTypes, type Options, Sequelize } from 'sequelize';
import { nodeSqliteDialect } from './node-sqlite-dialect.ts';

/** A backend's own database, as it was before anyone thought of events. */
export async function openDatabase(options: Options = {}): Promise<Sequelize> {
  const sequelize = new Sequelize({
    dialect: 'sqlite',
    dialectModule: nodeSqliteDialect,
    storage: ':memory:',
    logging: false,
    ...options,
  });
  sequelize.define('Fight', {
    fightId: { type: DataTypes.STRING, primaryKey: true },
    title: DataTypes.STRING,
    status: { type: DataTypes.STRING, defaultValue: 'upcoming' },
    winner: DataTypes.STRING,
    internalNotes: DataTypes.TEXT,
  });
  sequelize.define('Wager', {
    id: { type: DataTypes.STRING, primaryKey: true },
    fight: DataTypes.STRING,
    bettor: DataTypes.STRING,
    corner: DataTypes.STRING,
    pesos: DataTypes.DECIMAL(10, 2),
    state: { type: DataTypes.STRING, defaultValue: 'open' },
  });
  await sequelize.sync();
  return sequelize;
}
