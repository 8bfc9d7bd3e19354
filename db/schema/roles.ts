/** The same for every tenant; written by migrations only. */
export interface RolesTable {
  role: 'owner' | 'admin' | 'operator' | 'analyst' | 'auditor';
  /** Of two roles the one with the higher rank decides on the other. */
  rank: number;
}
