const shared = {
  transform: {
    '\\.[jt]sx?$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' } },
    ],
  },
  // These packages are published as ES modules only; Jest runs our tests as CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(jose|aws-local-stepfunctions|eventsource-parser)/)'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/build'],
};

/** @type {import('jest').Config} */
export default {
  testTimeout: 30_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/scenarios/'],
    },
    {
      ...shared,
      displayName: 'scenarios',
      testMatch: ['<rootDir>/test/scenarios/*.test.ts'],
      globalSetup: '<rootDir>/test/scenarios/support/host-setup.js',
      globalTeardown: '<rootDir>/test/scenarios/support/host-teardown.js',
    },
  ],
};
