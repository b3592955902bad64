import { environmentCeilings } from '../../lambdas/stream-server/capacity.ts';
import { maxInFlight } from '../../core/webhook/limits.ts';
import { parseSettings } from '../../lib/settings.ts';
import { read, rowsOf, section } from '../support/page-parts.ts';

const page = 'docs/scale.md';
const limits = rowsOf(section(page, 'The limit of each part'));
const limitOf = (part: string) => limits.find(([name]) => name === part)?.[1];

it('has the limits that the code has', () => {
  const { publicStreams, liveStreams } = parseSettings({});
  expect({ publicStreams, liveStreams }).toEqual({ publicStreams: 100, liveStreams: 400 });
  expect(limitOf('streams of function URLs')).toContain(
    "strangers' 100 (`publicStreams`), Live 400 (`liveStreams`)",
  );
  expect(environmentCeilings).toEqual({ streams: 900, memoryBytes: 1_677_721_600 });
  expect(limitOf('streams of a Web Function\'s environment')).toContain('ours 900 or 1,600 MB');
  expect(maxInFlight).toBe(4);
  expect(limitOf('posts to one webhook')).toContain('4 at once');
});

it('says whose each limit is, and what happens beyond it', () => {
  expect(limits.length).toBeGreaterThan(12);
  const silent = limits.filter(([part, limit, whose, beyond]) => {
    if (part === 'sockets open') return false;
    return !limit || !whose || !beyond;
  });
  expect(silent.map(([part]) => part)).toEqual([]);
});

it('goes through 10, 1,000 and 100,000 readers and 10, 1,000 and 10,000 events a second', () => {
  const readers = rowsOf(section(page, 'More readers')).map(([count]) => count);
  expect(readers).toEqual(expect.arrayContaining(['10', '1,000', '100,000']));
  const events = rowsOf(section(page, 'More events')).map(([count]) => count);
  expect(events).toEqual(['10', '1,000', '10,000']);
});

it('has the bills of docs/cost.md', () => {
  const hosts = rowsOf(section('docs/cost.md', 'Hosts of streams'));
  const monthOf = (host: string) => hosts.find(([name]) => name === host)?.[10];
  expect(monthOf('500 function-url *')).toBe('14,076.78');
  expect(monthOf('500 web-function')).toBe('3,827.47');
  expect(monthOf('5,000 web-function')).toBe('36,918.85');
  expect(monthOf('50 function-url')).toBe('1,536.99');
  expect(monthOf('50 web-function')).toBe('520.43');
  const text = read(page);
  for (const month of ['[14,077 and 3,827]', '[36,919]', '154 and 52']) expect(text).toContain(month);
});
