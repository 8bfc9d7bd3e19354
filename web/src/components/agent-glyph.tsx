import { clsx } from 'clsx';
import {
  Binoculars,
  Bot,
  Ear,
  FileChartColumn,
  Funnel,
  MessageCircle,
  Network,
  Package,
  PenTool,
  Radar,
  Rocket,
  ScanSearch,
  ShieldCheck,
  Siren,
  Tag,
  TrendingUp,
  UserRound,
  Wallet,
  type LucideIcon,
} from 'lucide-react';

const icons: Record<string, LucideIcon> = {
  'budget-analyzer': Wallet,
  'pricing-strategist': Tag,
  'social-optimizer': TrendingUp,
  'growth-hacker': Rocket,
  'content-creator': PenTool,
  'customer-engagement': MessageCircle,
  'report-generator': FileChartColumn,
  'sentiment-analyst': Ear,
  'inventory-synchronizer': Package,
  'trend-analyzer': Radar,
  'competitor-intelligence': Binoculars,
  'conversion-optimizer': Funnel,
  'automation-orchestrator': Network,
  'compliance-monitor': ShieldCheck,
  'performance-auditor': ScanSearch,
  'crisis-manager': Siren,
};

interface AgentGlyphProps {
  /** Key of the agent; null: a person. */
  agent: string | null;
  small?: boolean;
  /** Drawn in the accent: it works now or is switched on. */
  on?: boolean;
}

/** The tile that stands for an agent wherever it is named. */
export function AgentGlyph({ agent, small = false, on = false }: AgentGlyphProps) {
  const Icon = agent === null ? UserRound : (icons[agent] ?? Bot);
  return (
    <span className={clsx('ag', small && 's', on && 'on')}>
      <Icon size={small ? 14 : 16} aria-hidden />
    </span>
  );
}
