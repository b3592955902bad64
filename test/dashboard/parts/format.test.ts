import { ago, clock, compact, counted, latency, span } from '../../../dashboard/parts/format.ts';

test.each([
  [ago(1_000, 4_000), 'just now'],
  [ago(0, 59_000), '59 s ago'],
  [ago(0, 3_599_000), '59 min ago'],
  [ago(0, 47 * 3_600_000), '47 h ago'],
  [ago(0, 49 * 3_600_000), '2 days ago'],
  [ago(9_000, 4_000), 'just now'],
  [clock(0), '0:00'],
  [clock(125_400), '2:05'],
  [clock(3_725_000), '1:02:05'],
  [clock(-1), '0:00'],
  [compact(950), '950'],
  [compact(1_240), '1.2K'],
  [counted(1, 'event'), '1 event'],
  [counted(1_200, 'event'), '1,200 events'],
  [span(1), '1 second'],
  [span(20), '20 seconds'],
  [span(60), '1 minute'],
  [span(180), '3 minutes'],
  [span(333), '5 min 33 s'],
  [span(5_400), '90 minutes'],
  [span(86_400), '24 hours'],
  [latency(12.4), '12 ms'],
  [latency(1_440), '1.4 s'],
])('%s reads %s', (text, expected) => {
  expect(text).toBe(expected);
});
