import { sql, type Kysely } from 'kysely';

/** What people are told, and by which ways they want to be told. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- written with its cause; kept 90 days; what it tells of is audited where it stands
    create table aegis.notifications (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      id uuid not null default gen_random_uuid(),
      user_id uuid not null,
      kind text not null check (kind in ('change-waits', 'change-applied', 'change-failed', 'change-conflict',
        'task-dead-letter', 'connection-reconnect', 'sync-failing', 'plan-limit', 'plan-ending', 'plan-ended',
        'member-joined', 'new-sign-in', 'password-changed', 'second-factor-changed', 'api-key-created')),
      subject text not null,
      words jsonb not null,
      in_console boolean not null,
      mail_due timestamptz,
      mailed_at timestamptz,
      read_at timestamptz,
      created_at timestamptz not null,
      primary key (tenant_id, id),
      foreign key (tenant_id, user_id) references aegis.memberships (tenant_id, user_id)
    );
    comment on column aegis.notifications.subject is 'id of what it is about';
    comment on column aegis.notifications.mail_due is 'its e-mail waits until then; null: none';
    -- a person's list, newest first
    create index notifications_person on aegis.notifications (tenant_id, user_id, created_at, id);
    -- the e-mails of a person that wait
    create index notifications_mail on aegis.notifications (tenant_id, user_id) where mail_due is not null and mailed_at is null;
    -- what has settled with its subject
    create index notifications_subject on aegis.notifications (tenant_id, subject);
    -- the removal of what is old
    create index notifications_age on aegis.notifications (tenant_id, created_at);
    call aegis.protect('aegis.notifications');
    grant select, insert, update, delete on aegis.notifications to aegis_app;

    -- what a person has chosen; what they have not stands as domain/notifications.ts says
    create table aegis.notification_preferences (
      tenant_id uuid not null default aegis.require_tenant() references aegis.tenants,
      user_id uuid not null,
      choices jsonb not null default '{}',
      quiet_from integer check (quiet_from >= 0 and quiet_from <= 1439),
      quiet_until integer check (quiet_until >= 0 and quiet_until <= 1439),
      time_zone text,
      primary key (tenant_id, user_id),
      foreign key (tenant_id, user_id) references aegis.memberships (tenant_id, user_id),
      check (num_nulls(quiet_from, quiet_until, time_zone) in (0, 3))
    );
    comment on column aegis.notification_preferences.quiet_from is 'minute of the day, in the zone of the person';
    call aegis.protect('aegis.notification_preferences');
    call aegis.audited('aegis.notification_preferences', 'user_id');
    grant select, insert, update on aegis.notification_preferences to aegis_app;

    alter table aegis.due_work drop constraint due_work_kind_check;
    alter table aegis.due_work add constraint due_work_kind_check check (kind in ('task', 'sync', 'change', 'connection',
      'email', 'credential', 'subscription', 'purge', 'notification'));
  `.execute(db);
}
