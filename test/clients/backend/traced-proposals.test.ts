import { createPublisher, type TableNames } from '../../../clients/backend/index.ts';
import { traceOfChange } from '../../../core/change/trace-of-change.ts';
import { startTestEngine, type TestEngine } from '../../support/engine.ts';
import { createProposalTables, type ProposalTestTables } from '../../support/proposal-tables.ts';

let engine: TestEngine;
let tables: ProposalTestTables;

beforeAll(async () => {
  engine = await startTestEngine();
  tables = await createProposalTables(engine);
  await tables.putFight('open', 'betting');
});
afterAll(() => engine.stop());

const offer = {
  ...{ kind: 'pago' as const, fromUserId: 'ana', toUserId: 'beto', fightId: 'open' },
  ...{ amount: 5_000, currency: 'MXN' },
};

const publisherIn = (traceparent: () => string | undefined) =>
  createPublisher({
    client: engine.client,
    tables: { Fights: 'Fights', Users: 'Users' } as unknown as TableNames,
    proposals: {
      tables: { Proposals: 'Proposals', Limits: 'Limits' },
      ...{ timeoutMs: 180_000, currencies: ['MXN'], checkUsers: true },
    },
    traceparent,
  });

const traced = (span: number) =>
  `00-4bf92f3577b34da6a3ce929d0e0e4736-${String(span).padStart(16, '0')}-01`;

/** The trace of a write, by its images as the table's stream has them. */
const traceOf = async (oldItem: Item | undefined, newItem: Item) => {
  const change = { table: 'Proposals', changeId: 'c-1', key: 'p-1', recordedAtMs: 1 } as const;
  return await traceOfChange({ ...change, ...(oldItem && { oldItem }), newItem }, 0);
};
type Item = Readonly<Record<string, unknown>>;
const itemOf = async (id: string): Promise<Item> => ({ ...(await tables.readProposal(id)) });

test('a proposal is made and cancelled in the traces in which that was asked for', async () => {
  let span = 0;
  await using publisher = publisherIn(() => {
    span += 1;
    return traced(span);
  });
  const request = { ...offer, requestId: 'r-traced' };
  const { id } = await publisher.proposals.make(request);
  const made = await itemOf(id);
  expect(made).toMatchObject({ status: 'pending', traceparent: traced(1) });
  expect(await publisher.proposals.make(request)).toMatchObject({ outcome: 'already' });
  expect(await itemOf(id)).toEqual(made);
  expect(await publisher.proposals.get(id)).not.toHaveProperty('traceparent');
  await publisher.proposals.cancel({ proposalId: id, fromUserId: 'ana' });
  const ended = await itemOf(id);
  expect(ended).toMatchObject({ status: 'cancelled', traceparent: traced(3) });
  for (const trace of [await traceOf(undefined, made), await traceOf(made, ended)]) {
    expect(trace.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[\da-f]{16}-01$/);
  }
});

test('one that is cancelled without a trace is not in that in which it was made', async () => {
  let current: string | undefined = traced(1);
  await using publisher = publisherIn(() => current);
  const { id } = await publisher.proposals.make({ ...offer, requestId: 'r-first' });
  const made = await itemOf(id);
  current = undefined;
  await publisher.proposals.cancel({ proposalId: id, fromUserId: 'ana' });
  const ended = await itemOf(id);
  expect(ended).toMatchObject({ status: 'cancelled', traceparent: traced(1) });
  expect(await traceOf(made, ended)).toEqual({});
  const other = await publisher.proposals.make({ ...offer, requestId: 'r-second' });
  expect(await itemOf(other.id)).not.toHaveProperty('traceparent');
});
