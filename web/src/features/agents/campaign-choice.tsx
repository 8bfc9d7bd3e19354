import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { campaignListSchema } from '../../../../contracts/campaigns.ts';
import { Skeleton } from '../../components/states.tsx';
import { get } from '../../lib/api.ts';

interface CampaignChoiceProps {
  label: string;
  /** Ids at the platform. */
  chosen: string[];
  disabled: boolean;
  onChange: (ids: string[]) => void;
}

/** Campaigns by name; those of no platform list any more keep their id. */
export function CampaignChoice({ label, chosen, disabled, onChange }: CampaignChoiceProps) {
  const { t } = useTranslation('agents');
  const { data } = useQuery({
    queryKey: ['campaigns', 'names'],
    queryFn: ({ signal }) => get('campaigns?limit=100', campaignListSchema, signal),
  });
  const known = (data?.data ?? []).map(({ id, name }) => ({ id: id.slice(id.indexOf(':') + 1), name }));
  const gone = chosen
    .filter((id) => data && !known.some((one) => one.id === id))
    .map((id) => ({ id, name: id }));
  return (
    <fieldset className="campaign-choice">
      <legend className="lbl">{label}</legend>
      <div>
        {!data && <Skeleton height={96} />}
        {data && known.length + gone.length === 0 && <p className="hint">{t('noCampaigns')}</p>}
        {[...gone, ...known].map(({ id, name }) => (
          <label key={id} className="row g8 sm">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              disabled={disabled}
              onChange={({ target }) =>
                onChange(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
              }
            />
            <span className="trunc">{name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
