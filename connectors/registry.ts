import type { Platform } from '../contracts/platforms.ts';
import { meta } from './meta/connector.ts';
import type { AdConnector } from './types.ts';

/** Advertising platforms of this release. */
export const adConnectors: readonly AdConnector[] = [meta];

/** The connector of a platform, or null when this release has none. */
export function connectorOf(platform: Platform): AdConnector | null {
  return adConnectors.find((connector) => connector.platform === platform) ?? null;
}
