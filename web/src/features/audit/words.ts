import { useTranslation } from 'react-i18next';
import type { AuditActor, AuditEntry } from '../../../../contracts/audit.ts';
import { agentName } from '../../lib/agent-name.ts';
import { formatDate, formatNumber } from '../../lib/format.ts';
import { useSession } from '../../lib/use-session.ts';

const UUID = /^([0-9a-f]{8})-[0-9a-f]{4}-/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/;

/** Of how somebody signed in, told in codes. */
const signInFields = ['way', 'second', 'reason'];

/** `daily_budget_micros` → `Daily budget`, for fields that have no word of their own. */
const plain = (field: string) => {
  const text = field.replace(/_micros$|_id$|_at$/, '').replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** What the log says, in the reader's words. */
export function useAuditWords() {
  const { t, i18n } = useTranslation('audit');
  const zone = useSession().data?.tenant.timeZone;
  const language = i18n.language;
  const actor = ({ id, kind, name }: AuditActor): string => {
    const rest = id.slice(id.indexOf(':') + 1);
    if (kind === 'person') return name ?? t('actor.gone');
    if (kind === 'key') return t('actor.key', { name: name ?? rest.slice(0, 8) });
    if (kind === 'agent') return agentName(rest);
    return kind === 'sync' ? t('actor.sync') : t('actor.system');
  };
  const object = (name: string) => t(`object.${name}`, { defaultValue: name.replaceAll('-', ' ') });
  const value = (field: string, of: unknown, short = false): string => {
    if (of === null || of === undefined || of === '') return t('nothing');
    if (typeof of === 'boolean') return t(of ? 'yes' : 'no');
    if (field.endsWith('_micros') && (typeof of === 'number' || typeof of === 'string'))
      return formatNumber(Number(of) / 1e6, language, 2);
    if (typeof of === 'number') return Number.isInteger(of) ? formatNumber(of, language) : String(of);
    if (signInFields.includes(field) && typeof of === 'string')
      return t(`signIn.${of}`, { defaultValue: of });
    if (short && typeof of === 'string' && UUID.test(of)) return of.slice(0, 8);
    if (typeof of === 'string') return INSTANT.test(of) ? formatDate(of, language, 'dateTime', zone) : of;
    if (typeof of === 'object' && 'sha256' in of && 'bytes' in of)
      return t('long', { size: formatNumber(Math.ceil(Number(of.bytes) / 1024), language) });
    return JSON.stringify(of);
  };
  return {
    actor,
    object,
    value,
    /** `changed a campaign`. */
    act: ({ act, object: name }: Pick<AuditEntry, 'act' | 'object'>) =>
      t([`did.${name}.${act}`, `act.${act}`], { object: t(`one.${name}`, { defaultValue: object(name) }) }),
    /** How somebody signed in, in a line; null: it is about something else. */
    signIn: ({ object: name, changes }: Pick<AuditEntry, 'object' | 'changes'>): string | null =>
      name.endsWith('sign-in')
        ? ['email', ...signInFields, 'ip']
            .flatMap((field) => changes.filter((one) => one.field === field))
            .map((one) => value(one.field, one.new))
            .join(' · ')
        : null,
    field: (name: string) => t(`field.${name}`, { defaultValue: plain(name) }),
  };
}
