const swc = [
  '@swc/jest',
  {
    module: { type: 'es6' },
    jsc: {
      target: 'es2024',
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic' } },
    },
  },
];
const shared = { extensionsToTreatAsEsm: ['.ts', '.tsx'], transform: { '^.+\\.tsx?$': swc } };
const ignore = ['/node_modules/', '/dist/', '/.aegis/'];

/** unit: beside the file, no services · console: components in jsdom · services: real PostgreSQL, Temporal, HTTP, browser (tests/) */
export default {
  // For what hangs: a busy machine is no failure.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/**/*.test.ts'],
      testPathIgnorePatterns: [...ignore, '<rootDir>/tests/', '<rootDir>/web/'],
    },
    {
      ...shared,
      displayName: 'console',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/web/**/*.test.{ts,tsx}'],
      testPathIgnorePatterns: ignore,
      setupFilesAfterEnv: ['<rootDir>/web/src/testing/setup.ts'],
      moduleNameMapper: { '\\.css$': '<rootDir>/web/src/testing/empty.ts' },
    },
    {
      ...shared,
      displayName: 'services',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/tests/**/*.test.ts'],
      testPathIgnorePatterns: ignore,
      globalSetup: '<rootDir>/tests/setup/start.ts',
      globalTeardown: '<rootDir>/tests/setup/stop.ts',
    },
  ],
};
