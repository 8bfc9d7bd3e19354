import { useTranslation } from 'react-i18next';
import type { RoleView } from '../../../../contracts/members.ts';
import { rights as everything, type Role } from '../../../../contracts/session.ts';

interface RoleChoiceProps {
  roles: RoleView[];
  value: Role;
  onChange: (role: Role) => void;
}

/** The roles with what each may do; those above one's own are shown, and off. */
export function RoleChoice({ roles, value, onChange }: RoleChoiceProps) {
  const { t, i18n } = useTranslation('settings');
  const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' });
  return (
    <fieldset className="choices">
      <legend className="lbl">{t('invitations.role')}</legend>
      {roles.map(({ role, rights, within }) => (
        <label key={role} className="choice">
          <input
            type="radio"
            name="role"
            value={role}
            checked={role === value}
            disabled={!within}
            onChange={() => onChange(role)}
          />
          <span className="col">
            <span className="sm m">{t(`role.${role}`)}</span>
            <span className="xs i2">
              {rights.length === everything.length
                ? t('members.mayAll')
                : t('members.may', {
                    rights: list.format(
                      everything
                        .filter((right) => rights.includes(right))
                        .map((right) => t(`right.${right}`)),
                    ),
                  })}
              {!within && ` ${t('members.notYours')}`}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
