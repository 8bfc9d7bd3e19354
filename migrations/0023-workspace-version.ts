import { sql, type Kysely } from 'kysely';

/** Two people who set up the same workspace do not undo each other. Counting tasks is no change of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table aegis.tenants add version integer not null default 1;
    create trigger version before update of name, time_zone, currency, two_person_above_micros on aegis.tenants
      for each row execute function aegis.next_version('task_number,tasks_today,tasks_day');
    drop trigger audit on aegis.tenants;
    call aegis.audited('aegis.tenants', 'id', 'task_number,tasks_today,tasks_day,version');
  `.execute(db);
}
