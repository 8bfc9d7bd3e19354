// Plain JavaScript, so that every Node can say the sentence below instead of failing on the first type.
const major = Number(process.versions.node.split('.')[0]);
if (major !== 24) {
  console.error(
    `AEGIS needs Node 24 and this is ${process.versions.node}; run \`npm ci\` and start through npm (\`npm start\`), which brings its own.`,
  );
  process.exit(1);
}
const { main } = await import('./commands.ts');
await main(process.argv.slice(2));
