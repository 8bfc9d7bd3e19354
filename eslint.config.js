import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import database from './eslint.database.ts';
import globals from './eslint.globals.js';
import tseslint from 'typescript-eslint';

/** Which folders a folder may import values from; types may come from anywhere (design: docs/architecture.md). */
const borders = {
  contracts: [],
  domain: [],
  agents: ['contracts', 'domain'],
  connectors: ['contracts', 'domain'],
  sandbox: ['domain'],
  db: ['contracts', 'domain', 'migrations'],
  migrations: [],
  temporal: ['contracts', 'domain'],
  workflows: ['domain', 'temporal/names'],
  activities: ['contracts', 'domain', 'db', 'connectors', 'agents', 'temporal/failures', 'temporal/names'],
  api: ['contracts', 'domain', 'db', 'temporal', 'connectors', 'agents'],
  'web/src': ['contracts', 'domain'],
};

const border = ([folder, allowed]) => ({
  files: [`${folder}/**/*.ts`, `${folder}/**/*.tsx`],
  ignores: ['**/*.test.ts', '**/*.test.tsx'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            // Any path that climbs out of the folder and lands in a folder that is not allowed.
            regex: `^(\\.\\./)+(?!\\.\\./)(${Object.keys(borders)
              .concat('workers', 'cli', 'tests', 'bench')
              .filter((f) => f !== folder)
              .map((f) => f.split('/')[0])
              .filter((f) => !allowed.includes(f) && f !== folder.split('/')[0])
              .map((f) =>
                allowed.some((a) => a.startsWith(`${f}/`))
                  ? `${f}/(?!(${allowed
                      .filter((a) => a.startsWith(`${f}/`))
                      .map((a) => a.slice(f.length + 1))
                      .join('|')})\\.ts$)`
                  : `${f}/`,
              )
              .join('|')})`,
            allowTypeImports: true,
            message: `${folder}/ may import values only from: ${allowed.join(', ') || 'nothing'} (see docs/architecture.md).`,
          },
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.aegis/', 'coverage/', 'web/dist/'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      globals,
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'cli/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'no-eval': 'error',
      'no-new-func': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, arguments: false } },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/only-throw-error': 'off',
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Configuration is read only in api/config.ts and workers/config.ts.',
        },
      ],
    },
  },
  {
    files: [
      'api/config.ts',
      'workers/config.ts',
      'cli/**',
      'tests/**',
      'bench/**',
      '**/*.test.ts',
      '**/*.test.tsx',
      '*.config.*',
      'web/vite.config.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['web/src/**/*.tsx', 'web/src/**/*.ts'],
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      'no-restricted-syntax': [
        'error',
        { selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]', message: 'Text is shown as text.' },
      ],
    },
  },
  { files: ['**/*.js', '**/*.mjs', '**/*.cjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { require: 'readonly', exports: 'writable' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['workflows/**', 'domain/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^node:', message: 'This code also runs in the workflow sandbox and the browser.' },
          ],
        },
      ],
    },
  },
  ...Object.entries(borders).map(border),
  ...database,
);
