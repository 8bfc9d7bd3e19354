import type { Linter } from 'eslint';

const message =
  'Tenant code reaches the database only through withTenant (db/tenant.ts), see docs/data-model.md.';
const nothingElse = [
  'ImportDeclaration[source.value="pg"][importKind!="type"]',
  'ImportExpression[source.value="pg"]',
  'ImportSpecifier[imported.name=/^(openDatabase|openDispatch|acquire|bindKysely)$/]',
  'NewExpression[callee.name="Kysely"]',
  'MemberExpression[property.name="pool"]',
].map((selector) => ({ selector, message }));
const signingIn = {
  selector: 'ImportSpecifier[imported.name="withoutTenant"]',
  message: 'Without a tenant only db/repositories work, for people who are not signed in yet.',
};

/** withTenant is the only way to the database in tenant code; these two processes open it, and two pages look at its health. */
const rules: Linter.Config[] = [
  {
    files: ['api', 'activities', 'workers', 'workflows', 'agents', 'connectors', 'temporal'].map(
      (folder) => `${folder}/**/*.ts`,
    ),
    ignores: ['**/*.test.ts', 'api/server.ts', 'workers/main.ts', 'api/metrics.ts', 'api/plugins/health.ts'],
    rules: { 'no-restricted-syntax': ['error', ...nothingElse, signingIn] },
  },
  {
    files: ['db/repositories/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...nothingElse] },
  },
];
export default rules;
