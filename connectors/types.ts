import type { Platform } from '../contracts/platforms.ts';

/** Our application at a platform, and where that platform answers. */
export interface PlatformApp {
  environment: 'live' | 'sandbox';
  clientId: string;
  clientSecret: string;
  /** Base of API calls, for example https://graph.facebook.com. */
  apiUrl: string;
  /** Base of the consent page, for example https://www.facebook.com. */
  dialogUrl: string;
}

/** What the vault holds for one connection. */
export interface Credential {
  accessToken: string;
  refreshToken?: string;
  /** When the platform stops accepting it; null: it does not say. */
  expiresAt: Date | null;
  scopes: string[];
  externalUserId: string;
}

/** Everything one API call needs. `signal` cancels it; `heartbeat` is called between pages. */
export interface Call {
  app: PlatformApp;
  credential: Credential;
  fetch: typeof fetch;
  signal?: AbortSignal;
  heartbeat?: (detail: string) => void;
}

export interface AdAccount {
  id: string;
  name: string;
  currency: string;
  /** IANA zone: every date of the account's metrics is a local date in it. */
  timeZone: string;
  status: 'active' | 'disabled';
}

export type CampaignStatus = 'active' | 'paused' | 'archived' | 'deleted' | 'unknown';

export interface Campaign {
  id: string;
  accountId: string;
  name: string;
  objective: string;
  status: CampaignStatus;
  /** The platform's own word, shown as it is. */
  effectiveStatus: string;
  dailyBudgetMicros: bigint | null;
  lifetimeBudgetMicros: bigint | null;
  startsAt: Date | null;
  stopsAt: Date | null;
  updatedAt: Date | null;
}

/** One campaign on one local day. null: the platform sent no such metric (which is not zero). */
export interface DailyInsight {
  campaignId: string;
  campaignName: string;
  day: string;
  attribution: string;
  currency: string;
  impressions: bigint;
  clicks: bigint;
  reach: bigint;
  spendMicros: bigint;
  conversionsMicros: bigint | null;
  conversionValueMicros: bigint | null;
}

/** A write to one campaign; exactly the approved change, nothing else. */
export type CampaignChange =
  | { action: 'campaign.budget.set'; dailyBudgetMicros: bigint }
  | { action: 'campaign.pause' }
  | { action: 'campaign.resume' };

/** What a platform allows us to read and to change, told to people before they consent. */
export interface Scope {
  id: string;
  access: 'read' | 'write';
  /** Key of the words in the console's dictionaries. */
  words: string;
  required: boolean;
}

/** One advertising platform. Every method throws only ConnectorError. */
export interface AdConnector {
  platform: Platform;
  scopes: readonly Scope[];
  /** Metrics of the last n local days may still change. */
  trailingDays: number;
  authorizeUrl(app: PlatformApp, request: { state: string; redirectUri: string; scopes: string[] }): string;
  exchangeCode(
    app: PlatformApp,
    request: { code: string; redirectUri: string },
    fetcher: typeof fetch,
  ): Promise<Credential>;
  /** Trades a credential for one that lives longer; 'auth-expired' when the person has to consent again. */
  renew(app: PlatformApp, credential: Credential, fetcher: typeof fetch): Promise<Credential>;
  /** How long before its end a credential is renewed, in ms. */
  renewBeforeMs: number;
  listAccounts(call: Call): Promise<AdAccount[]>;
  listCampaigns(call: Call, account: AdAccount): Promise<Campaign[]>;
  dailyInsights(
    call: Call,
    account: AdAccount,
    range: { since: string; until: string },
  ): Promise<DailyInsight[]>;
  readCampaign(call: Call, account: AdAccount, campaignId: string): Promise<Campaign>;
  /** Sends the change once. No retry inside: the caller reads back first. */
  changeCampaign(call: Call, account: AdAccount, campaignId: string, change: CampaignChange): Promise<void>;
}
