import type { PlatformApp } from '../connectors/types.ts';
import type { Platform } from '../contracts/platforms.ts';
import type { ApiConfig } from './config.ts';

/** Our application at a platform, or null where none is configured. */
export function platformApp(
  config: ApiConfig,
  platform: Platform,
  environment: PlatformApp['environment'],
): PlatformApp | null {
  return platform === 'meta' ? config.meta[environment] : null;
}
