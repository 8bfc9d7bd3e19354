import type { ColumnType } from 'kysely';

/** bigint column: read as bigint. */
export type BigInteger = ColumnType<bigint, bigint | number, bigint | number>;
/** bigint column with a default. */
export type GeneratedBigInteger = ColumnType<bigint, bigint | number | undefined, bigint | number>;
/** timestamptz with a default. */
export type GeneratedInstant = ColumnType<Date, Date | undefined, Date>;
/** jsonb: read as T, written as JSON.stringify(value), because the driver would take a list for a PostgreSQL array. */
export type Json<T = unknown> = ColumnType<T, string, string>;
/** jsonb with a default. */
export type GeneratedJson<T = unknown> = ColumnType<T, string | undefined, string>;
/** A tenant_id: filled from the transaction's tenant when left out, never changed. */
export type TenantId = ColumnType<string, string | undefined, never>;
