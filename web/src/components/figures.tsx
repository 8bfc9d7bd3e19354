import { ArrowRight } from 'lucide-react';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MoneyJson } from '../../../contracts/common.ts';
import type { Platform } from '../../../contracts/platforms.ts';
import { formatMoney } from '../lib/format.ts';
import { paceOf } from '../lib/pace.ts';

/** Money in the reader's language, figures of one width. */
export function Money({ money, ...options }: { money: MoneyJson } & Parameters<typeof formatMoney>[2]) {
  const { i18n } = useTranslation();
  return <span className="num">{formatMoney(money, i18n.language, options)}</span>;
}

/** Old → new: the accent marks what is proposed. */
export function ChangePair({
  from,
  to,
  size = 'md',
}: {
  from: ReactNode;
  to: ReactNode;
  size?: 'md' | 'lg';
}) {
  const { t } = useTranslation('app');
  return (
    <span className={clsx('pair', size === 'lg' && 'big')}>
      <span className="o">{from}</span>
      <ArrowRight size={size === 'lg' ? 24 : 14} aria-hidden />
      <span className="sr">{t('to')}</span>
      <span className="nw">{to}</span>
    </span>
  );
}

interface IntervalBarProps {
  lo: number;
  mid: number;
  hi: number;
  /** Ends of the scale, shared by all rows of a list; zero is marked. */
  min: number;
  max: number;
}

/** An 80 % range and its middle on a scale with its zero mark. The words stand beside it. */
export function IntervalBar({ lo, mid, hi, min, max }: IntervalBarProps) {
  const low = Math.min(min, 0);
  const high = Math.max(max, 0);
  const x = (value: number) => 4 + (168 * (value - low)) / (high - low || 1);
  return (
    <svg width="176" height="14" viewBox="0 0 176 14" aria-hidden>
      <line x1="4" x2="172" y1="7" y2="7" stroke="var(--line-strong)" />
      <line x1={x(0)} x2={x(0)} y1="1" y2="13" stroke="var(--line-control)" strokeWidth="1.5" />
      <rect
        x={x(lo)}
        y="4"
        width={Math.max(x(hi) - x(lo), 2)}
        height="6"
        rx="3"
        fill="var(--accent)"
        opacity=".38"
      />
      <circle cx={x(mid)} cy="7" r="3.5" fill="var(--accent)" />
    </svg>
  );
}

export interface LoopStep {
  label: string;
  /** Small words below, such as the time or what is waited for. */
  note?: string;
  state: 'done' | 'now' | 'next';
}

/** Proposed, Approved, Applied, Read back, Checked, Scored. */
export function LoopTrack({ steps }: { steps: LoopStep[] }) {
  return (
    <ol className="loop">
      {steps.map((step) => (
        <li
          key={step.label}
          className={step.state === 'next' ? '' : step.state}
          aria-current={step.state === 'now' ? 'step' : undefined}
        >
          <b>{step.label}</b>
          {step.note}
        </li>
      ))}
    </ol>
  );
}

/** One tick per known outcome, oldest first; hollow: outside its range. Fewer than five: the rest is dashed. */
export function CalibrationStrip({ outcomes, room = 10 }: { outcomes: boolean[]; room?: number }) {
  const { t } = useTranslation('app');
  const shown = outcomes.slice(-20);
  const missing = shown.length < 5 ? room - shown.length : 0;
  return (
    <span
      className="cal"
      role="img"
      aria-label={t('calibration', { inside: outcomes.filter(Boolean).length, count: outcomes.length })}
    >
      {shown.map((inside, index) => (
        <i key={index} className={inside ? undefined : 'x'} />
      ))}
      {Array.from({ length: missing }, (_, index) => (
        <i key={`q${index}`} className="q" />
      ))}
    </span>
  );
}

/** Names of platforms, the same in each language. */
export const platformNames: Record<Platform, string> = {
  meta: 'Meta',
  tiktok: 'TikTok Ads',
  google: 'Google Ads',
  pinterest: 'Pinterest Ads',
  shopify: 'Shopify',
};

/** Letter tile with a line in the platform's chart colour. */
export function PlatformTile({ platform, size = 18 }: { platform: Platform; size?: number }) {
  const name = platformNames[platform];
  return (
    <span
      className={`pf pf-${platform}`}
      style={{ width: size, height: size, fontSize: size * 0.58 }}
      role="img"
      aria-label={name}
      title={name}
    >
      {name[0]}
    </span>
  );
}

/** Share of today's budget spent, with a tick where it should be now; both 0–1. */
export function PacingBar({ spent, due }: { spent: number; due: number }) {
  const look = { over: 'hi', under: 'lo', on: undefined }[paceOf(spent, due)];
  return (
    <span className="pace" style={{ display: 'inline-block' }} aria-hidden>
      <i className={look} style={{ width: `${Math.min(spent, 1) * 100}%` }} />
      <u style={{ left: `${Math.min(due, 1) * 100}%` }} />
    </span>
  );
}
