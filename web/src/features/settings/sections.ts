import {
  Bell,
  Building2,
  Database,
  Gauge,
  KeyRound,
  LogIn,
  Mail,
  ScrollText,
  ShieldCheck,
  UserRound,
  UsersRound,
} from 'lucide-react';
import type { Right } from '../../../../contracts/session.ts';

interface Section {
  key: string;
  icon: typeof UserRound;
  /** Without it the section is not shown. */
  right?: Right;
}

/** In the order in which they are listed; `key` is the last part of the address and names the words. */
export const sections = [
  { key: 'profile', icon: UserRound },
  { key: 'security', icon: ShieldCheck },
  { key: 'notifications', icon: Bell },
  { key: 'workspace', icon: Building2 },
  { key: 'members', icon: UsersRound, right: 'members' },
  { key: 'emails', icon: Mail, right: 'members' },
  { key: 'api-keys', icon: KeyRound, right: 'keys' },
  { key: 'sso', icon: LogIn, right: 'identity' },
  { key: 'plan', icon: Gauge },
  { key: 'audit', icon: ScrollText, right: 'audit' },
  { key: 'data', icon: Database, right: 'manage' },
] as const satisfies readonly Section[];

export const sectionsFor = (rights: readonly Right[]): readonly Section[] =>
  (sections as readonly Section[]).filter(({ right }) => !right || rights.includes(right));
