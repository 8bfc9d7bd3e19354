import { Check, Minus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../../../contracts/plan.ts';
import { isLarger, TRIAL_DAYS } from '../../../../domain/plans.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { formatNumber } from '../../lib/format.ts';
import { Change, type Choice } from './change.tsx';

type Offer = Plan['offers'][number];

/** Every plan with what it gives, side by side, and the act that leads there. */
export function Offers({ plan, may }: { plan: Plan; may: boolean }) {
  const { t } = useTranslation(['plan', 'app']);
  const [choice, setChoice] = useState<Choice | null>(null);
  return (
    <Card title={t('offers')}>
      <ul className="cbody plans">
        {plan.offers.map((offer) => (
          <li
            key={offer.plan}
            aria-labelledby={`plan-${offer.plan}`}
            className={offer.plan === plan.plan ? 'on' : ''}
          >
            <h3 id={`plan-${offer.plan}`}>{t(`app:plan.${offer.plan}`)}</h3>
            <Gives offer={offer} />
            <div className="col g8 acts">
              {offer.plan === plan.plan && <span className="badge run">{t('present')}</span>}
              {may && offer.plan !== plan.plan && <Acts plan={plan} offer={offer} onChoose={setChoice} />}
            </div>
          </li>
        ))}
      </ul>
      {choice && <Change plan={plan} choice={choice} onClose={() => setChoice(null)} />}
    </Card>
  );
}

function Acts({ plan, offer, onChoose }: { plan: Plan; offer: Offer; onChoose: (choice: Choice) => void }) {
  const { t } = useTranslation(['plan', 'app']);
  const name = t(`app:plan.${offer.plan}`);
  if (offer.plan === plan.next?.plan) return <span className="badge wait">{t('follows')}</span>;
  const larger = isLarger(offer.plan, plan.plan);
  return (
    <>
      <Button size="sm" onClick={() => onChoose({ plan: offer.plan, trial: false })}>
        {t(larger ? 'upgrade' : 'downgrade', { plan: name })}
      </Button>
      {larger && plan.trialAvailable && (
        <Button size="sm" variant="ghost" onClick={() => onChoose({ plan: offer.plan, trial: true })}>
          {t('try', { plan: name, count: TRIAL_DAYS })}
        </Button>
      )}
    </>
  );
}

const counted = ['tasks', 'agents', 'connectors', 'requests'] as const;
const opened = ['premiumAgents', 'sso', 'customIntegrations'] as const;

function Gives({ offer }: { offer: Offer }) {
  const { t, i18n } = useTranslation('plan');
  return (
    <ul className="gives xs">
      {counted.map((of) => {
        const limit = offer[of];
        const figure = limit === null ? t('unlimited') : formatNumber(limit, i18n.language);
        return (
          <li key={of}>
            <b className="num m">{figure}</b>{' '}
            <span className="i2">{t(`gives.${of}`, { count: limit ?? 2 })}</span>
          </li>
        );
      })}
      {opened.map((of) => (
        <li key={of} className={offer[of] ? 'row g4' : 'row g4 i3'}>
          {offer[of] ? <Check size={13} aria-hidden /> : <Minus size={13} aria-hidden />}
          {!offer[of] && <span className="sr">{t('without')}</span>}
          {t(`gives.${of}`)}
        </li>
      ))}
      <li className="i2">{t(`support.${offer.support}`)}</li>
    </ul>
  );
}
