import { z } from 'zod';
import { amountDecimals, readAmount } from '../../lib/amount.ts';

export type FieldKind = 'money' | 'percent' | 'choice' | 'campaigns' | 'text';

/** One setting as the form shows it; limits in the unit shown. */
export interface Field {
  name: string;
  kind: FieldKind;
  choices: string[];
  /** True: may stay empty. */
  optional: boolean;
  min?: number;
  max?: number;
  /** True: must be above `min`, not equal to it. */
  above: boolean;
}

const propertySchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
});
const schemaSchema = z.object({
  properties: z.record(
    z.string(),
    propertySchema.extend({ default: z.unknown(), anyOf: z.array(propertySchema).optional() }),
  ),
});

/** The fields of an agent's settings, made from their JSON Schema, with what each holds now. */
export function fieldsOf(schema: unknown, settings: Record<string, unknown>) {
  const parsed = schemaSchema.safeParse(schema);
  return Object.entries(parsed.data?.properties ?? {}).map(([name, { default: usual, anyOf, ...own }]) => {
    const one = anyOf?.find(({ type }) => type !== 'null') ?? own;
    const kind: FieldKind = name.endsWith('Micros')
      ? 'money'
      : one.enum
        ? 'choice'
        : one.type === 'array'
          ? 'campaigns'
          : one.type === 'number'
            ? 'percent'
            : 'text';
    const unit = (limit: number | undefined) => (limit === undefined ? undefined : limit * 100);
    const field: Field = {
      name,
      kind,
      choices: one.enum ?? [],
      optional: anyOf?.some(({ type }) => type === 'null') ?? false,
      min: unit(one.minimum ?? one.exclusiveMinimum),
      max: unit(one.maximum),
      above: one.exclusiveMinimum !== undefined,
    };
    return { field, value: settings[name] ?? usual };
  });
}

/** A setting as a form shows it: money in whole units, shares in percent. */
export function writeField(kind: FieldKind, value: unknown): string | string[] {
  if (kind === 'campaigns') return Array.isArray(value) ? value.map(String) : [];
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  if (kind === 'money') return String(Number(value) / 1e6);
  if (kind === 'percent') return String(Math.round(Number(value) * 1e6) / 1e4);
  return String(value);
}

/** Of the currencies of some ad accounts, the one with the finest budgets: a setting holds for all of them. */
export const finestOf = (currencies: readonly string[]) =>
  currencies.find((currency) => amountDecimals(currency) > 0) ?? currencies[0];

/** The way back; an empty field is null. */
export function readField(
  kind: FieldKind,
  value: string | string[],
  { locale, currency }: { locale: string; currency: string },
): unknown {
  if (Array.isArray(value)) return value;
  if (value.trim() === '') return null;
  if (kind === 'money') return readAmount(value, locale, currency);
  if (kind === 'percent') return Math.round(readNumber(value) * 1e4) / 1e6;
  return value;
}

/** A number as typed, with a point or a comma; NaN if it is none. */
export const readNumber = (text: string) => Number(text.trim().replace(',', '.'));
