import {
  Database,
  LayoutDashboard,
  ListChecks,
  Megaphone,
  Plug,
  Settings,
  Stamp,
  UsersRound,
} from 'lucide-react';
import type { Session } from '../../../contracts/session.ts';

/** Places of the console; `key` names the words, `count` the figure beside them. */
export const places = [
  { key: 'dashboard', to: '/', icon: LayoutDashboard },
  { key: 'approvals', to: '/approvals', icon: Stamp, count: 'approvals' },
  { key: 'tasks', to: '/tasks', icon: ListChecks, count: 'runningTasks' },
  { key: 'campaigns', to: '/campaigns', icon: Megaphone },
  { key: 'agents', to: '/agents', icon: UsersRound, count: 'activeAgents' },
] as const satisfies readonly Place[];

export const sources = [
  { key: 'accounts', to: '/connections', icon: Database, count: 'connections' },
  { key: 'connect', to: '/connect', icon: Plug },
] as const satisfies readonly Place[];

/** Behind the gear beside the person's name. */
export const settings = { key: 'settings', to: '/settings', icon: Settings } as const satisfies Place;

/** A phone has room for four places; the others are behind More. */
export const tabs = places.slice(0, 4);
export const rest = [...places.slice(4), ...sources, settings];

export interface Place {
  key: string;
  to: string;
  icon: typeof Plug;
  count?: keyof Session['counts'];
}

/** True on the place itself and on the pages below it. */
export const isAt = (pathname: string, to: string) =>
  pathname === to || (to !== '/' && pathname.startsWith(`${to}/`));

export const placeAt = (pathname: string): Place | undefined =>
  [...places, ...sources, settings].find(({ to }) => isAt(pathname, to));
