import type { Model, ModelStatic, Sequelize } from 'sequelize';
import { createPublisher, type Publisher, readStackTables } from '../../clients/backend/index.ts';
import { attachSequelize } from '../../clients/backend/sequelize/index.ts';
import { type Command, parseFlags, runCommand } from '../../tools/command-line.ts';
import { localOutputsFile } from '../../tools/outputs.ts';
import { openDatabase } from './models.ts';

/** A backend with a database of its own: it goes on as before, and what it commits is published. */
const sequelizeBackend: Command = {
  usage: `usage: npm run -s example:sequelize-backend -- [--outputs FILE] [--fight ID]

  --outputs FILE  the stack's outputs, ${localOutputsFile} by default
  --fight ID      the fight that all is about, a new one by default`,

  async run(args) {
    const flags = parseFlags(args, {
      outputs: { type: 'string', default: localOutputsFile },
      fight: { type: 'string', default: `fight-${Date.now().toString(36)}` },
    });
    await using publisher = createPublisher({
      ...(await readStackTables(flags.outputs)),
      source: 'sequelize-backend',
    });
    const timer = publisher.database.executionTimer({
      thresholdMs: 250,
      onError: error => process.stderr.write(`a slow query was not reported: ${error}\n`),
    });
    const sequelize = await openDatabase({
      benchmark: true,
      // Sequelize measures by itself; its text begins with "Executed (default): ".
      logging: (text, durationMs) =>
        timer.observed(text.replace(/^Executed \(.*?\): /, ''), durationMs ?? 0),
    });
    const attachment = attach(sequelize, publisher);
    await runBusiness(sequelize, flags.fight);
    await attachment.settled();
    process.stdout.write(`published what became of ${flags.fight}\n`);
    await sequelize.close();
  },
};

/** All that was added to the backend. */
function attach(sequelize: Sequelize, publisher: Publisher) {
  const states: Readonly<Record<string, string>> = { open: 'pending', paired: 'matched' };
  return attachSequelize(sequelize, {
    publisher,
    models: {
      // The names are those of the contract; what the contract does not name stays at home.
      Fight: 'Fights',
      Wager: {
        table: 'Bets',
        toItem: ({ id, fight, bettor, corner, pesos, state }) => ({
          betId: id,
          fightId: fight,
          userId: bettor,
          side: corner,
          amount: Math.round(Number(pesos) * 100),
          currency: 'MXN',
          status: states[String(state)],
        }),
      },
    },
    onFailure: ({ model, keys, error }) =>
      process.stderr.write(`not published: ${model} ${keys.join(', ')}: ${error}\n`),
  });
}

/** The backend as it always was. */
async function runBusiness(sequelize: Sequelize, fightId: string): Promise<void> {
  const { Fight, Wager } = sequelize.models as Record<'Fight' | 'Wager', ModelStatic<Model>>;
  const wager = { fight: fightId, pesos: '50.00' };

  await sequelize.transaction(async transaction => {
    const fight = { fightId, title: 'Final', status: 'betting', internalNotes: 'not for events' };
    await Fight.create(fight, { transaction });
    const wagers = [
      { ...wager, id: `${fightId}-red`, bettor: 'ana', corner: 'red' },
      { ...wager, id: `${fightId}-blue`, bettor: 'beto', corner: 'blue' },
    ];
    await Wager.bulkCreate(wagers, { transaction });
  });

  const changedMind = await sequelize.transaction();
  const never = { ...wager, id: `${fightId}-never`, bettor: 'carla', corner: 'draw' };
  await Wager.create(never, { transaction: changedMind });
  await changedMind.rollback();

  await Wager.update({ state: 'paired' }, { where: { fight: fightId } });
}

await runCommand(sequelizeBackend);
