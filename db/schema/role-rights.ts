/** What a role may do: nothing without a row. The same for every tenant; written by migrations only. */
export interface RoleRightsTable {
  role: string;
  right:
    | 'read'
    | 'run'
    | 'change'
    | 'manage'
    | 'members'
    | 'keys'
    | 'plan'
    | 'audit'
    | 'identity'
    | 'export'
    | 'delete';
}
