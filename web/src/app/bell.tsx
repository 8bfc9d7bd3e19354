import { Bell as BellIcon, CircleCheck } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AgentGlyph } from '../components/agent-glyph.tsx';
import { AttentionIcon, attentionPage, useAttentionWords } from '../components/attention.tsx';
import { agentName } from '../lib/agent-name.ts';
import { formatAge } from '../lib/format.ts';
import { useOverview } from '../lib/use-overview.ts';

/** What waits for a person and what is wrong, from every page. */
export default function Bell() {
  const { t, i18n } = useTranslation('app');
  const words = useAttentionWords();
  const [open, setOpen] = useState(false);
  const { data } = useOverview();
  const decisions = data?.decisions ?? [];
  const attention = data?.attention ?? [];
  const count = decisions.length + attention.length;
  const close = () => setOpen(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="iconbtn" aria-label={t('bell.open', { count })}>
        <BellIcon size={16} aria-hidden />
        {count > 0 && <span className="pip" />}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="menu bell" align="end" sideOffset={8} collisionPadding={12}>
          <h2 className="xs i3">{t('bell.title')}</h2>
          {count === 0 && (
            <p className="row g8 sm i2" style={{ padding: '8px 10px 12px' }}>
              <CircleCheck size={16} aria-hidden />
              {t('bell.empty')}
            </p>
          )}
          {decisions.map((proposal) => (
            <Link
              key={proposal.id}
              to={`/approvals/${proposal.id}`}
              className="menu-item tall"
              onClick={close}
            >
              <AgentGlyph agent={proposal.agent} small />
              <span className="grow">
                <span className="sm m trunc">{proposal.campaignName}</span>
                <span className="xs i2 trunc">
                  {t('bell.decide', {
                    who: proposal.agent ? agentName(proposal.agent) : (proposal.proposedBy ?? ''),
                    age: formatAge(proposal.expiresAt, i18n.language),
                  })}
                </span>
              </span>
            </Link>
          ))}
          {attention.map((item) => (
            <Link
              key={item.kind + item.id}
              to={attentionPage(item)}
              className="menu-item tall"
              onClick={close}
            >
              <span style={{ width: 26, display: 'grid', placeItems: 'center' }}>
                <AttentionIcon item={item} />
              </span>
              <span className="grow">
                <span className="sm m trunc">{words(item).what}</span>
                <span className="xs i2 trunc">{words(item).remedy}</span>
              </span>
            </Link>
          ))}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
