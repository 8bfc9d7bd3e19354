import type { Description, TableDescription } from '../../db/describe.ts';

const code = (text: string) => `\`${text.replaceAll('|', '\\|').replace(/\s+/g, ' ')}\``;
const isolation = 'tenant_isolation: all, public, USING (tenant_id = ( SELECT aegis.current_tenant_id() AS current_tenant_id)), WITH CHECK (tenant_id = ( SELECT aegis.current_tenant_id() AS current_tenant_id))'; // prettier-ignore

/** docs/tables.md: every table and function of the database, as its catalogue tells. */
export function tablesPage(
  { tables, functions }: Description,
  sentences: { tables: ReadonlyMap<string, string>; indexes: ReadonlyMap<string, string> },
): string {
  return (
    [
      '# Tables',
      'Written by `npm run aegis -- data-model` from the migrated database; a test holds it to be true. Rules and words: [data-model.md](data-model.md).',
      ...tables.map((table) => page(table, sentences)),
      '## Functions',
      functions.map((line) => `- ${code(line)}`).join('\n'),
    ].join('\n\n') + '\n'
  );
}

function page(
  table: TableDescription,
  sentences: { tables: ReadonlyMap<string, string>; indexes: ReadonlyMap<string, string> },
): string {
  const list = (title: string, lines: string[]) =>
    lines.length > 0 ? [`${title}:\n${lines.map((line) => `- ${line}`).join('\n')}`] : [];
  const standard = table.policies.length === 1 && table.policies[0] === isolation;
  return [
    `## ${table.name}`,
    ...(sentences.tables.has(table.name) ? [sentences.tables.get(table.name)!] : []),
    ...(table.partitions.length > 0 ? [`Partitions: ${table.partitions.map(code).join(', ')}`] : []),
    ['| column | type | |', '|---|---|---|', ...table.columns.map(columnLine)].join('\n'),
    `Primary key: ${code(table.primaryKey.join(', '))}`,
    ...list(
      'Refers to',
      table.foreignKeys.map(({ definition }) =>
        code(definition.replace('FOREIGN KEY ', '').replace('REFERENCES aegis.', '→ ')),
      ),
    ),
    ...list('Holds', table.constraints.map(code)),
    ...list(
      'Indexes',
      table.indexes.map(
        ({ name, definition }) =>
          `${code(definition.replace(/^CREATE (UNIQUE )?INDEX .* USING btree /, `$1${name} `))}: ${sentences.indexes.get(name) ?? 'NO SENTENCE'}`,
      ),
    ),
    ...(standard
      ? []
      : list('Row-level security', [...(table.isolated ? [] : ['NOT FORCED']), ...table.policies.map(code)])),
    ...list('Granted', table.grants.map(code)),
    ...list(
      'Triggers',
      table.triggers.map((trigger) =>
        code(trigger.replace(/^CREATE TRIGGER /, '').replace(/ ON aegis\.\w+ FOR EACH ROW/, '')),
      ),
    ),
    ...(table.owner === 'aegis_owner' ? [] : [`Owner: ${code(table.owner)}`]),
  ].join('\n\n');
}

function columnLine({ name, type, required, default: initial }: TableDescription['columns'][number]): string {
  const notes = [required ? '' : 'may be null', initial === null ? '' : `default ${code(initial)}`].filter(
    Boolean,
  );
  return `| ${name} | ${type} | ${notes.join(', ')} |`;
}
