import { FaultsError, Switches } from '../../../local/faults/switches.ts';

function switchesOf(...random: number[]): Switches {
  const switches = new Switches(() => random.shift() ?? 0);
  switches.addFunction('ProposalSocket1A2B3C4D');
  switches.addTable('FightsTable', 'Stack-FightsTable', ['byStatus']);
  return switches;
}

const put = { operation: 'PutItem', tableNames: ['Stack-FightsTable'] };

test('a function fault is injected as often as it says, by either of the two names', async () => {
  const switches = switchesOf();
  await switches.set({ functions: { ProposalSocket: { kind: 'throttle', times: 2 } } });
  expect(switches.takeFunctionFault('ProposalSocket1A2B3C4D')).toEqual({
    kind: 'throttle',
    times: 2,
  });
  expect(switches.takeFunctionFault('ProposalSocket1A2B3C4D')).toEqual({
    kind: 'throttle',
    times: 1,
  });
  expect(switches.takeFunctionFault('ProposalSocket1A2B3C4D')).toBeUndefined();
});

test('a fault without a number is injected until it is cleared', async () => {
  const switches = switchesOf();
  await switches.set({ functions: { ProposalSocket1A2B3C4D: { kind: 'slow', byMs: 5 } } });
  for (let i = 0; i < 3; i += 1) {
    expect(switches.takeFunctionFault('ProposalSocket1A2B3C4D')?.kind).toBe('slow');
  }
  await switches.clear();
  expect(switches.takeFunctionFault('ProposalSocket1A2B3C4D')).toBeUndefined();
});

test('a fault of a Web Function is taken by kind: a slow start as often as it says, any other once', async () => {
  const switches = switchesOf();
  switches.addWebFunction('Streams1A2B3C4D');
  const take = (kind: 'scaleIn' | 'kill' | 'slowStart') =>
    switches.takeWebFunctionFault('Streams1A2B3C4D', [kind]);
  await switches.set({ webFunctions: { Streams: { kind: 'scaleIn' } } });
  expect(take('slowStart')).toBeUndefined();
  expect(take('scaleIn')).toEqual({ kind: 'scaleIn', environments: 1 });
  expect(take('scaleIn')).toBeUndefined();
  await switches.set({ webFunctions: { Streams: { kind: 'slowStart', byMs: 5, times: 2 } } });
  expect([take('slowStart'), take('slowStart'), take('slowStart')]).toEqual([
    { kind: 'slowStart', byMs: 5, times: 2 },
    { kind: 'slowStart', byMs: 5, times: 1 },
    undefined,
  ]);
});

test('a section that is named replaces its predecessor, the others stay', async () => {
  const switches = switchesOf();
  await switches.set({ redelivery: { share: 1 }, timeToLive: { latestMs: 10 } });
  const faults = await switches.set({ redelivery: { share: 0.5 } });
  expect(faults.redelivery).toEqual({ share: 0.5 });
  expect(faults.timeToLive).toEqual({ latestMs: 10 });
});

test.each([
  [{ functoins: {} }, /Unrecognized key: "functoins"/],
  [{ functions: { ProposalSocket: { kind: 'slow' } } }, /functions\.ProposalSocket\.byMs/],
  [{ functions: { ProposalSocket: { kind: 'slow', byMs: 1, tims: 1 } } }, /"tims"/],
  [
    { functions: { Other: { kind: 'throttle' } } },
    /no function Other in this template; it has ProposalSocket1A2B3C4D/,
  ],
  [
    { database: [{ kind: 'outage', table: 'Bets' }] },
    /no table Bets in this template; it has Stack-FightsTable/,
  ],
  [
    { webFunctions: { ProposalSocket: { kind: 'kill' } } },
    /no Web Function ProposalSocket in this template; it has none/,
  ],
  [{ database: [{ kind: 'error', error: 'Oops' }] }, /database\.0\.error/],
  [
    { database: [{ kind: 'throttledIndex', table: 'FightsTable', index: 'byName' }] },
    /no index of Stack-FightsTable byName in this template; it has byStatus/,
  ],
  [{ database: [{ kind: 'throttledIndex', index: 'byStatus' }] }, /database\.0\.table/],
  [{ redelivery: { share: 1.5 } }, /redelivery\.share/],
])('what it does not understand it refuses, and nothing changes: %j', async (patch, message) => {
  const switches = switchesOf();
  const before = switches.faults;
  await expect(switches.set(patch)).rejects.toThrow(FaultsError);
  await expect(switches.set(patch)).rejects.toThrow(message);
  expect(switches.faults).toBe(before);
});

test('a database fault is injected into its table, its operations and its share of the calls', async () => {
  const switches = switchesOf(0.2, 0.4);
  const fault = { kind: 'outage', table: 'FightsTable', operations: ['PutItem'] } as const;
  await switches.set({ database: [{ ...fault, probability: 0.3 }] });
  expect(switches.takeDatabaseFaults({ ...put, tableNames: ['Other'] })).toEqual([]);
  expect(switches.takeDatabaseFaults({ ...put, operation: 'GetItem' })).toEqual([]);
  expect(switches.takeDatabaseFaults(put)).toHaveLength(1);
  expect(switches.takeDatabaseFaults(put)).toEqual([]);
});

test('an index that throttles refuses queries through it, and every write of its table', async () => {
  const switches = switchesOf();
  const fault = { kind: 'throttledIndex', table: 'FightsTable', index: 'byStatus' } as const;
  await switches.set({ database: [fault] });
  const query = { ...put, operation: 'Query' };
  expect(switches.takeDatabaseFaults({ ...query, indexName: 'byStatus' })).toEqual([
    {
      ...fault,
      table: 'Stack-FightsTable',
      error: 'ProvisionedThroughputExceededException',
      probability: 1,
    },
  ]);
  expect(switches.takeDatabaseFaults({ ...put, operation: 'TransactWriteItems' })).toHaveLength(1);
  for (const other of [query, { ...query, indexName: 'byName' }, { ...put, operation: 'GetItem' }])
    expect(switches.takeDatabaseFaults(other)).toEqual([]);
  expect(switches.takeDatabaseFaults({ ...put, tableNames: ['Other'] })).toEqual([]);
});

test('no plain read fails with a transaction conflict', async () => {
  const switches = switchesOf();
  await switches.set({ database: [{ kind: 'error', error: 'TransactionConflictException' }] });
  expect(switches.takeDatabaseFaults({ ...put, operation: 'Query' })).toEqual([]);
  expect(switches.takeDatabaseFaults(put)).toHaveLength(1);
});
