import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { NotificationPreferences } from '../../../../contracts/notifications.ts';
import { Checkbox } from '../../components/checkbox.tsx';

type Choice = NotificationPreferences['choices'][number];

const groups = ['changes', 'work', 'workspace', 'account'] as const;
const ways = ['console', 'email'] as const;

interface MatrixProps {
  choices: Choice[];
  onChange: (choices: Choice[]) => void;
}

/** A row for each kind, a column for each way. What is urgent is ticked and stays so. */
export function Matrix({ choices, onChange }: MatrixProps) {
  const { t } = useTranslation('notifications');
  const set = (kind: Choice['kind'], change: Partial<Choice>) =>
    onChange(choices.map((choice) => (choice.kind === kind ? { ...choice, ...change } : choice)));
  return (
    <div className="tblwrap" style={{ marginTop: 8 }}>
      <table className="tbl ways">
        <thead>
          <tr>
            <th scope="col">{t('column.what')}</th>
            {ways.map((way) => (
              <th key={way} scope="col">
                {t(`column.${way}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups
            .filter((group) => choices.some((choice) => choice.group === group))
            .map((group) => (
              <Fragment key={group}>
                <tr className="grp">
                  <td colSpan={3}>
                    {t(`group.${group}`)}
                    {group === 'account' && <> · {t('always')}</>}
                  </td>
                </tr>
                {choices
                  .filter((choice) => choice.group === group)
                  .map((choice) => (
                    <tr key={choice.kind}>
                      <th scope="row">{t(`kind.${choice.kind}`)}</th>
                      {ways.map((way) => (
                        <td key={way}>
                          <Checkbox
                            label={`${t(`kind.${choice.kind}`)}: ${t(`column.${way}`)}`}
                            checked={choice[way]}
                            disabled={choice.urgent}
                            onChange={(on) => set(choice.kind, { [way]: on })}
                          />
                        </td>
                      ))}
                    </tr>
                  ))}
              </Fragment>
            ))}
        </tbody>
      </table>
    </div>
  );
}
