import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { moneySchema } from '../../../../contracts/common.ts';
import type { Proposal } from '../../../../contracts/proposals.ts';
import { AgentGlyph } from '../../components/agent-glyph.tsx';
import { buttonClass } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ChangePair, IntervalBar } from '../../components/figures.tsx';
import { EmptyState } from '../../components/states.tsx';
import { formatAge, formatMoney, noBreak } from '../../lib/format.ts';
import { agentName } from '../../lib/agent-name.ts';

const amount = (micros: string) => Number(micros) / 1e6;

const MOST_ROWS = 3;

interface DecisionsProps {
  proposals: Proposal[];
  /** All that wait, also those that are not among the rows. */
  count?: number;
}

/** What waits for a person: old → new, reason, expected effect on one shared scale. */
export function Decisions({ proposals: all, count = all.length }: DecisionsProps) {
  const { t, i18n } = useTranslation('dashboard');
  const proposals = all.slice(0, MOST_ROWS);
  const ends = proposals.flatMap(({ effect }) =>
    effect ? [amount(effect.afterCosts.p10), amount(effect.afterCosts.p90)] : [],
  );
  const scale = { min: Math.min(0, ...ends), max: Math.max(0, ...ends) };
  return (
    <Card
      title={t('decisions.title')}
      count={count}
      aside={
        <Link className="link sm" to="/approvals">
          {t('decisions.all')}
        </Link>
      }
    >
      <div style={{ paddingTop: 6 }}>
        {proposals.length === 0 && (
          <EmptyState title={t('decisions.empty')} text={t('decisions.emptyText')} />
        )}
        {proposals.map((proposal, index) => (
          <Row
            key={proposal.id}
            proposal={proposal}
            scale={scale}
            first={index === 0}
            language={i18n.language}
          />
        ))}
      </div>
    </Card>
  );
}

interface RowProps {
  proposal: Proposal;
  scale: { min: number; max: number };
  first: boolean;
  language: string;
}
function Row({ proposal, scale, first, language }: RowProps) {
  const { t } = useTranslation(['dashboard', 'app']);
  const side = (value: Record<string, unknown>) => {
    const budget = moneySchema.safeParse(value.dailyBudget);
    if (budget.success) return formatMoney(budget.data, language);
    return value.status === 'paused' ? t('status.paused') : t('status.active');
  };
  const { effect } = proposal;
  const money = (micros: string) =>
    effect
      ? formatMoney({ micros, currency: effect.currency }, language, { signed: true, cents: 'never' })
      : '';
  const who = proposal.agent
    ? agentName(proposal.agent)
    : t('decisions.by', { name: proposal.proposedBy ?? '' });
  const expires = t('decisions.expires', { age: formatAge(proposal.expiresAt, language) });
  return (
    <article className="drow">
      <AgentGlyph agent={proposal.agent} />
      <div style={{ minWidth: 0 }}>
        <div className="row g8 wrap" style={{ rowGap: 2 }}>
          <span className="m">{proposal.campaignName}</span>
          <ChangePair
            from={side(proposal.from)}
            to={
              <>
                {side(proposal.to)}
                {proposal.action === 'campaign.budget.set' && (
                  <span className="i2 xs" style={{ fontWeight: 400 }}>
                    {' '}
                    {t('decisions.day')}
                  </span>
                )}
              </>
            }
          />
        </div>
        {proposal.sentence && (
          <div className="xs i2" style={{ marginTop: 3 }}>
            {noBreak(proposal.sentence)}
          </div>
        )}
        <div className="xs i3" style={{ marginTop: 2 }}>
          {who} · {expires} · {t(`app:risk.${proposal.risk}`)}
          {proposal.overtaken && <span className="warn"> · {t('decisions.changedSince')}</span>}
        </div>
      </div>
      <div className="eff">
        {effect && (
          <>
            <span className="sm num m">{t('decisions.week', { money: money(effect.afterCosts.mean) })}</span>
            <IntervalBar
              lo={amount(effect.afterCosts.p10)}
              mid={amount(effect.afterCosts.mean)}
              hi={amount(effect.afterCosts.p90)}
              {...scale}
            />
            <span className="xs i3 num">
              {t('decisions.range', {
                low: money(effect.afterCosts.p10),
                high: money(effect.afterCosts.p90),
              })}
            </span>
          </>
        )}
      </div>
      <div className="row acts">
        <Link
          className={buttonClass(first ? 'primary' : 'secondary', 'sm')}
          to={`/approvals/${proposal.id}`}
          aria-label={`${t('decisions.review')}: ${proposal.campaignName}`}
        >
          {t('decisions.review')}
        </Link>
      </div>
    </article>
  );
}
