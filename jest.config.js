/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.[jt]sx?$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' } },
    ],
  },
  // These packages are published as ES modules only; Jest runs our tests as CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(jose|aws-local-stepfunctions)/)'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/build'],
  testTimeout: 30_000,
  workerIdleMemoryLimit: '1GB',
};
