/** Globals that plain .js and .mjs files of the repository use; TypeScript files get theirs from the compiler. */
export default {
  process: 'readonly',
  console: 'readonly',
  URL: 'readonly',
  setTimeout: 'readonly',
  fetch: 'readonly',
};
