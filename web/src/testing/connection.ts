/** A connection as the API answers it: sample data of Meta, in order. */
export const connection = {
  id: '0b1f3c52-7a51-4c6b-9d39-2f6a5a0e9b03',
  platform: 'meta',
  environment: 'sandbox',
  state: 'connected',
  name: 'Meta (sample data)',
  scopes: ['ads_read'],
  connectedBy: 'Camille Roux',
  connectedAt: '2026-11-23T08:35:00.000Z',
  expiresAt: null as string | null,
  reconnectReason: null as string | null,
  syncIntervalMinutes: 60,
  nextSyncAt: '2026-11-23T09:40:00.000Z',
  version: 3,
  health: 'on_time',
  accounts: [
    {
      id: '11',
      name: 'Solène FR',
      currency: 'EUR',
      timeZone: 'Europe/Paris',
      status: 'active',
      selected: true,
      activeCampaigns: 6,
    },
    {
      id: '12',
      name: 'Solène US',
      currency: 'USD',
      timeZone: 'America/New_York',
      status: 'active',
      selected: false,
      activeCampaigns: 0,
    },
  ],
  streams: [stream('accounts', 'on_time', 2, 1, 1), stream('insights', 'on_time', 506, 13, 13)],
  lastSync: {
    id: '0b1f3c52-7a51-4c6b-9d39-2f6a5a0e9b04',
    trigger: 'first',
    state: 'completed',
    requestedAt: '2026-11-23T08:35:00.000Z',
    startedAt: '2026-11-23T08:35:00.000Z',
    finishedAt: '2026-11-23T08:40:00.000Z',
    rowsRead: 910,
    rowsChanged: 12,
    failure: null as { code: string; message: string } | null,
  },
};

export function stream(name: string, state: string, rows: number, done: number, total: number) {
  return {
    accountId: name === 'accounts' ? '' : '11',
    accountName: name === 'accounts' ? null : 'Solène FR',
    stream: name,
    state,
    rows,
    done,
    total,
    syncedUntil: null,
    lastSuccessAt: '2026-11-23T08:40:00.000Z',
    error: null as { code: string; detail: string } | null,
  };
}
