import { socketsReport } from '../../../bench/sockets/sockets-report.ts';

test('reports medians over rounds, memory a socket, and what did not come or came again', () => {
  const report = socketsReport({
    sockets: 1_000,
    rate: 100,
    emptyBytes: 100_000_000,
    openBytes: 110_000_000,
    loadedBytes: 112_500_000,
    openedInMs: 4_000,
    closed: 2,
    rounds: [
      { expected: 3, latenciesMs: [100, 200, 300], repeated: 0 },
      { expected: 3, latenciesMs: [110, 210, 310], repeated: 1 },
      { expected: 3, latenciesMs: [150, 250], repeated: 0 },
    ],
  });
  expect(report).toContain('| p50, ms from the write to the socket | 200 (150–210) |');
  expect(report).toContain('| p99, ms | 300 (250–310) |');
  expect(report).toContain('KB a socket, idle | 10.0 |');
  expect(report).toContain('after the rounds | 12.5 |');
  expect(report).toContain('| handshakes a second | 250 |');
  expect(report).toContain('8 of 9 messages arrived, 1 of them again; 2 sockets were closed.');
});
