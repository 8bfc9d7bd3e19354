/** Says one of the facts; `plus` shows the sign of a gain. */
export type Say = (name: string) => string;
export interface Speaker {
  f: Say;
  plus: Say;
}

type Line = (s: Speaker) => string;
type Titled = (s: Speaker) => { title: string; sentence: string };

export interface Dictionary {
  headlines: Record<string, (s: Speaker) => { headline: string; summary: string }>;
  findings: Record<string, Titled>;
  caveats: Record<string, Line>;
  evidence: Record<string, Titled>;
  sources: Record<string, Line>;
  raise: Line;
  cut: Line;
  alternatives: Record<string, string>;
  risks: Record<string, Line>;
}

const forecastRange: Line = ({ f }) =>
  `In the next ${f('days')} days we expect ${f('value')} revenue (${f('chance')} likely: ${f('valueLow')} to ${f('valueHigh')}) and ${f('conversions')} conversions from ${f('spend')} spend.`;

export const en = {
  headlines: {
    'too-few-days': ({ f }) => ({
      headline: 'Too early to say',
      summary: `Only ${f('days')} settled days are known; ${f('needed')} are needed. Nothing is guessed until then.`,
    }),
    'roas-up': ({ f }) => ({
      headline: `Return rose to ${f('roas')}`,
      summary: `${f('period')}: ${f('spend')} spend brought ${f('value')} claimed revenue, ${f('roas')} against ${f('before')} in the weeks before.`,
    }),
    'roas-down': ({ f }) => ({
      headline: `Return fell to ${f('roas')}`,
      summary: `${f('period')}: ${f('spend')} spend brought ${f('value')} claimed revenue, ${f('roas')} against ${f('before')} in the weeks before.`,
    }),
    'roas-steady': ({ f }) => ({
      headline: `Return is steady at ${f('roas')}`,
      summary: `${f('period')}: ${f('spend')} spend brought ${f('value')} claimed revenue, ${f('roas')} against ${f('before')} in the weeks before.`,
    }),
    'roas-first': ({ f }) => ({
      headline: `Return is ${f('roas')}`,
      summary: `${f('period')}: ${f('spend')} spend brought ${f('value')} claimed revenue. There is no earlier period to compare with.`,
    }),
    'no-return-reported': ({ f }) => ({
      headline: 'The platform reports no revenue',
      summary: `${f('period')}: ${f('spend')} was spent and no conversion value was sent. Check that purchases are tracked.`,
    }),
    reallocate: ({ f, plus }) => ({
      headline: `Moving budgets earns ${plus('gain')} a week after costs`,
      summary: `Changes proposed: ${f('moves')}. Together ${plus('revenue')} revenue and ${plus('spend')} spend a week; after costs ${plus('gain')}, ${f('likely')} likely between ${plus('low')} and ${plus('high')}. Chance of a gain: ${f('chance')}.`,
    }),
    'nothing-to-move': ({ f }) => ({
      headline: 'Budgets stand well as they are',
      summary: `The response of ${f('known')} of ${f('campaigns')} campaigns is known well enough, with ${f('total')} a day between them. No move within the step limit is likely enough to pay.`,
    }),
    waiting: ({ f }) => ({
      headline: 'No further change for now',
      summary: `Left alone for ${f('wait')} days after a change or a rejection: ${f('waiting')} of ${f('campaigns')} campaigns. Among the others no budget can be moved that is likely enough to pay.`,
    }),
    'no-curve': ({ f }) => ({
      headline: 'No budget can be advised on yet',
      summary: `For none of ${f('campaigns')} campaigns the data tell how revenue answers the budget. The findings say what is missing.`,
    }),
    forecast: (s) => ({
      headline: `About ${s.f('value')} revenue in ${s.f('days')} days`,
      summary: forecastRange(s),
    }),
  },
  findings: {
    'too-few-days': ({ f }) => ({
      title: 'Too few days',
      sentence: `${f('days')} days can be used, ${f('needed')} are needed.`,
    }),
    'pacing-over': ({ f }) => ({
      title: 'The month runs over budget',
      sentence: `${f('spent')} of ${f('budget')} is spent (${f('shareOfBudget')}) with ${f('shareOfTime')} of the month gone; ${f('projected')} by ${f('monthEnd')} if it goes on, between ${f('low')} and ${f('high')}.`,
    }),
    'pacing-under': ({ f }) => ({
      title: 'The month stays under budget',
      sentence: `${f('spent')} of ${f('budget')} is spent (${f('shareOfBudget')}) with ${f('shareOfTime')} of the month gone; ${f('projected')} by ${f('monthEnd')} if it goes on, between ${f('low')} and ${f('high')}.`,
    }),
    'pacing-on': ({ f }) => ({
      title: 'Spend is on pace',
      sentence: `${f('spent')} of ${f('budget')} is spent (${f('shareOfBudget')}) with ${f('shareOfTime')} of the month gone; ${f('projected')} by ${f('monthEnd')}, between ${f('low')} and ${f('high')}.`,
    }),
    'pacing-no-budget': ({ f }) => ({
      title: 'Where the month ends',
      sentence: `${f('spent')} is spent with ${f('shareOfTime')} of the month gone; ${f('projected')} by ${f('monthEnd')} if it goes on, between ${f('low')} and ${f('high')}. No budget is set for the month.`,
    }),
    'change-by-mix': ({ f, plus }) => ({
      title: 'Money moved between campaigns',
      sentence: `Return went from ${f('before')} to ${f('after')}: ${plus('mix')} because spend moved, ${plus('rate')} because campaigns changed. ${f('campaign')} did most (${plus('effect')}).`,
    }),
    'change-by-rate': ({ f, plus }) => ({
      title: 'Campaigns themselves changed',
      sentence: `Return went from ${f('before')} to ${f('after')}: ${plus('rate')} because campaigns changed, ${plus('mix')} because spend moved. ${f('campaign')} did most (${plus('effect')}).`,
    }),
    'room-to-grow': ({ f }) => ({
      title: 'The last extra spend still earns',
      sentence: `A little more spend in ${f('campaign')} brings back ${f('marginal')} (${f('low')} to ${f('high')}); ${f('needed')} pays for itself.`,
    }),
    'last-euro-loses': ({ f }) => ({
      title: 'The last extra spend loses money',
      sentence: `A little more spend in ${f('campaign')} brings back ${f('marginal')} (${f('low')} to ${f('high')}); ${f('needed')} would pay for itself.`,
    }),
    'below-break-even': ({ f }) => ({
      title: 'Below break-even',
      sentence: `${f('campaign')} returned ${f('roas')} on ${f('spend')}; ${f('needed')} pays for itself.`,
    }),
    'no-value-reported': ({ f }) => ({
      title: 'No revenue reported',
      sentence: `${f('campaign')} spent ${f('spend')} and the platform sent no value for it.`,
    }),
    'budget-not-spent': ({ f }) => ({
      title: 'Budget is not the limit',
      sentence: `${f('campaign')} spent ${f('spent')} a day of its ${f('budget')} (${f('share')}), ${f('period')}: a higher budget would change nothing.`,
    }),
    raise: ({ f, plus }) => ({
      title: 'Raise',
      sentence: `${f('campaign')} from ${f('from')} to ${f('to')} a day (${plus('step')}): ${plus('revenue')} revenue a week, ${f('likely')} likely ${plus('low')} to ${plus('high')}; ${plus('afterCosts')} after costs, ${f('chance')} chance that it pays for itself.`,
    }),
    cut: ({ f, plus }) => ({
      title: 'Lower',
      sentence: `${f('campaign')} from ${f('from')} to ${f('to')} a day (${plus('step')}): ${plus('revenue')} revenue a week, ${f('likely')} likely ${plus('low')} to ${plus('high')}; ${plus('afterCosts')} after costs, ${f('chance')} chance that it pays for itself.`,
    }),
    'total-too-high': ({ f }) => ({
      title: 'The total is higher than pays',
      sentence: `Over the campaigns that can be judged (${f('known')}) the last bit of spend brings back ${f('marginal')}; ${f('needed')} would pay for itself.`,
    }),
    'total-could-grow': ({ f }) => ({
      title: 'The total could grow',
      sentence: `Over the campaigns that can be judged (${f('known')}) a little more spend brings back ${f('marginal')}; ${f('needed')} pays for itself.`,
    }),
    'aside-too-few-days': ({ f }) => ({
      title: 'No curve: too few days',
      sentence: `${f('campaign')} has ${f('measured')} whole days of delivery; ${f('needed')} are needed.`,
    }),
    'aside-no-values': ({ f }) => ({
      title: 'No curve: too few days with revenue',
      sentence: `${f('campaign')} has revenue on ${f('measured')} days; ${f('needed')} are needed.`,
    }),
    'aside-too-little-variation': ({ f }) => ({
      title: 'No curve: the budget hardly changed',
      sentence: `Daily spend of ${f('campaign')} varied by ${f('measured')}; ${f('needed')} is needed to tell how revenue answers. Try another budget for some weeks.`,
    }),
    'aside-not-increasing': ({ f }) => ({
      title: 'No curve: more spend did not clearly bring more',
      sentence: `For ${f('campaign')} the chance that revenue rises with spend is ${f('measured')}; ${f('needed')} is needed.`,
    }),
    'aside-no-held-out-skill': ({ f }) => ({
      title: 'No curve: it would not predict',
      sentence: `A curve for ${f('campaign')} does no better than none on weeks it has not seen.`,
    }),
    'aside-budget-not-spent': ({ f }) => ({
      title: 'Left alone: budget is not the limit',
      sentence: `${f('campaign')} lately spends ${f('measured')} of its budget, or the budget was changed a moment ago.`,
    }),
    'aside-no-daily-budget': ({ f }) => ({
      title: 'Left alone: no daily budget',
      sentence: `${f('campaign')} has no daily budget of its own to change.`,
    }),
    'aside-changed-recently': ({ f }) => ({
      title: 'Left alone: changed a short time ago',
      sentence: `${f('campaign')} was changed on ${f('on')}. The effect is measured for ${f('needed')} days.`,
    }),
    'aside-rejected-recently': ({ f }) => ({
      title: 'Left alone: you said no a short time ago',
      sentence: `A change of ${f('campaign')} was rejected on ${f('on')}. It is not proposed again for ${f('needed')} days.`,
    }),
    'aside-locked': ({ f }) => ({
      title: 'Left alone: locked',
      sentence: `${f('campaign')} is locked in the settings.`,
    }),
    forecast: (s) => ({ title: `Next ${s.f('days')} days`, sentence: forecastRange(s) }),
    'back-test-better': ({ f }) => ({
      title: 'It beats repeating the last week',
      sentence: `Made from ${f('origins')} earlier days, its daily error was ${f('error')}; repeating the last week erred by ${f('naive')}.`,
    }),
    'back-test-worse': ({ f }) => ({
      title: 'It does not beat repeating the last week',
      sentence: `Made from ${f('origins')} earlier days, its daily error was ${f('error')}; repeating the last week erred by ${f('naive')}.`,
    }),
  },
  caveats: {
    'still-reporting': ({ f }) =>
      `Conversions of ${f('days')} are still being reported and are not taken as complete.`,
    'margin-assumed': ({ f }) => `A margin of ${f('margin')} is assumed; set yours in the agent’s settings.`,
    'platform-claimed': () =>
      'Revenue is what the platform claims; it may also count sales that would have come anyway.',
    'budgets-as-now': () => 'The forecast takes budgets and campaigns to stay as they are.',
    'beyond-tested': ({ f }) =>
      `Only ${f('tested')} days ahead could be tested; the interval for ${f('ahead')} days is carried on from there.`,
  },
  evidence: {
    'marginal-return': ({ f }) => ({
      title: 'What a little more brings back',
      sentence: `A little more daily budget brings back ${f('marginal')} in revenue; ${f('needed')} pays for itself.`,
    }),
    'budgets-tried': ({ f }) => ({
      title: 'Budgets were tried',
      sentence: `Between ${f('low')} and ${f('high')} a day over ${f('days')} days; budget, weekday and drift explain ${f('explained')} of the variation.`,
    }),
    'last-raise': ({ f, plus }) => ({
      title: 'The last raise',
      sentence: `From ${f('before')} to ${f('after')} a day on ${f('on')}: in ${f('days')} days ${plus('extraSpend')} spend went with ${plus('extraValue')} revenue.`,
    }),
    'last-cut': ({ f, plus }) => ({
      title: 'The last cut',
      sentence: `From ${f('before')} to ${f('after')} a day on ${f('on')}: in ${f('days')} days ${plus('extraSpend')} spend went with ${plus('extraValue')} revenue.`,
    }),
    'held-out-skill': ({ f }) => ({
      title: 'It predicts weeks it has not seen',
      sentence: `On weeks left out of the fit, knowing the spend removes ${f('skill')} of the error (squared).`,
    }),
    calibration: ({ f }) => ({
      title: 'How this agent has done',
      sentence: `${f('inside')} of its ${f('checked')} checked forecasts landed inside their interval; it promises ${f('promised')}.`,
    }),
  },
  sources: {
    'campaign-days': ({ f }) => `Daily delivery, ${f('range')}`,
    'outcome-checks': () => 'Calibration of Budget Analyzer',
  },
  raise: ({ f, plus }) =>
    `Raise from ${f('from')} to ${f('to')}: ${plus('revenue')} revenue a week is expected, ${plus('afterCosts')} after costs.`,
  cut: ({ f, plus }) =>
    `Lower from ${f('from')} to ${f('to')}: ${plus('spend')} spend a week for ${plus('revenue')} revenue, ${plus('afterCosts')} after costs.`,
  alternatives: {
    'as-now': 'As now',
    smaller: 'A smaller step earns less',
    proposed: 'Proposed',
    larger: 'Beyond the step limit or the total',
    untried: 'Never tried: a guess',
  },
  risks: {
    'outside-tried': ({ f }) =>
      `Budgets were tried only between ${f('low')} and ${f('high')}; beyond that the curve is a guess.`,
    'part-of-plan': ({ f }) =>
      `One of ${f('count')} changes that keep the total together; alone it changes the total.`,
    'only-in-plan': ({ f }) =>
      `One of ${f('count')} changes that keep the total together: it frees money for the others, and alone it costs more than it saves.`,
    relearning: () => 'The platform may relearn for some days after a budget edit.',
    'version-pinned': ({ f }) =>
      `Pinned to version ${f('version')} of the campaign. If it changes first, you are asked again.`,
  },
} satisfies Dictionary;
