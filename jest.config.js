import { globSync } from 'node:fs';
import { reachesStarter } from './test/support/starters.ts';

/** Source of one kind, as Jest runs it. */
const compiled = (parser, transform) => [
  '@swc/jest',
  { jsc: { parser, transform, target: 'es2024' }, module: { type: 'commonjs' } },
];

/** These packages are published as ES modules only; Jest runs our tests as CommonJS. */
const modulesOnly = [
  'aws-local-stepfunctions',
  'eventsource-parser',
  'jose',
  'wouter',
  // What jsdom is made of.
  '@exodus/bytes',
  'bcp-47',
  'bcp-47-match',
  'entities',
  'is-alphabetical',
  'is-alphanumerical',
  'is-decimal',
  'lru-cache',
  'parse5',
  'parse5-parser-stream',
  'tough-cookie',
];

const shared = {
  transform: {
    '\\.[jt]s$': compiled({ syntax: 'typescript' }),
    '\\.[jt]sx$': compiled(
      { syntax: 'typescript', tsx: true },
      { react: { runtime: 'automatic' } },
    ),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${modulesOnly.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/build'],
};

const onHost = {
  globalSetup: '<rootDir>/test/scenarios/support/host-setup.js',
  globalTeardown: '<rootDir>/test/scenarios/support/host-teardown.js',
};

/** Scenarios of clients and pages, most of them in a browser: minutes of their own, `npm run test:pages`. */
const pages = ['browser-', 'dashboard-', 'terminal-'];

/** All but the scenarios, which have a folder: a test's kind follows from what its imports may start. */
const tests = globSync(`${import.meta.dirname}/test/**/*.test.{ts,tsx}`).filter(
  file => !/test.scenarios.[^/\\]+$/.test(file),
);

/** @type {import('jest').Config} */
export default {
  // Scenarios wait more than they work. On a stack that was given, those that disturb the others have no
  // host of their own: there one follows the other.
  maxWorkers: process.env.OUTPUTS ? 1 : 2,
  // Longer than any wait within a test, so that the wait fails first and says what it lacks; and than two
  // hundred races take on a machine that others share.
  testTimeout: 120_000,
  reporters: ['default', '<rootDir>/test/scenarios/support/host-log-reporter.js'],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: tests.filter(file => !reachesStarter(file)),
      setupFiles: ['<rootDir>/test/support/refuse-starters.ts'],
    },
    {
      ...shared,
      displayName: 'engines',
      testMatch: tests.filter(reachesStarter),
    },
    {
      ...shared,
      ...onHost,
      displayName: 'scenarios',
      testMatch: ['<rootDir>/test/scenarios/*.test.ts'],
      testPathIgnorePatterns: pages.map(name => `/test/scenarios/${name}`),
    },
    {
      ...shared,
      ...onHost,
      displayName: 'pages',
      testMatch: pages.map(name => `<rootDir>/test/scenarios/${name}*.test.ts`),
    },
  ],
};
