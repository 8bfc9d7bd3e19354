/** Requests of one caller since its window began; visible while no tenant is known. */
export interface RateCountersTable {
  key: string;
  count: number;
  expires_at: Date;
}
