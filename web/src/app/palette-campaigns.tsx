import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useTranslation } from 'react-i18next';
import { campaignListSchema } from '../../../contracts/campaigns.ts';
import { PlatformTile } from '../components/figures.tsx';
import { get } from '../lib/api.ts';
import { useRested } from './use-rested.ts';

interface PaletteCampaignsProps {
  search: string;
  onChoose: (to: string) => void;
}

/** The campaigns that spend most among those whose name has what was typed. */
export function PaletteCampaigns({ search, onChoose }: PaletteCampaignsProps) {
  const { t } = useTranslation('app');
  const asked = useRested(search);
  const { data } = useQuery({
    queryKey: ['campaigns', 'found', asked],
    queryFn: ({ signal }) =>
      get(`campaigns?limit=5&search=${encodeURIComponent(asked)}`, campaignListSchema, signal),
    enabled: asked.length > 1,
    placeholderData: keepPreviousData,
  });
  if (asked.length < 2 || !data || data.data.length === 0) return null;
  return (
    <Command.Group heading={t('nav.campaigns')}>
      {data.data.map(({ id, name, platform, accountName }) => (
        <Command.Item
          key={id}
          value={`${name} ${id}`}
          className="menu-item"
          onSelect={() => onChoose(`/campaigns?status=all&search=${encodeURIComponent(name)}`)}
        >
          <PlatformTile platform={platform} />
          <span className="grow trunc">{name}</span>
          <span className="xs i2 trunc">{accountName}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
