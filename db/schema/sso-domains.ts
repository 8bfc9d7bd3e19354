/** Proved mail domains, each in one workspace. Global, like users: looked up before a tenant is known. */
export interface SsoDomainsTable {
  domain: string;
  tenant_id: string;
}
