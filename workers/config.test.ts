import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readWorkerConfig } from './config.ts';

const enough = {
  DATABASE_URL: 'postgres://aegis_app:secret-word@127.0.0.1:4701/aegis',
  DISPATCH_DATABASE_URL: 'postgres://aegis_dispatch:secret-word@127.0.0.1:4701/aegis',
  TEMPORAL_ADDRESS: '127.0.0.1:4702',
  AEGIS_VAULT_KEY: randomBytes(32).toString('base64'),
};

describe('configuration of a worker', () => {
  test('without a key of a model, texts are written by template', () => {
    expect(readWorkerConfig(enough).models).toEqual({ anthropic: null, openaiCompatible: null });
  });

  test('names every missing variable of a half-configured group, and no value', () => {
    const read = () =>
      readWorkerConfig({
        ...enough,
        LOG_LEVEL: 'loud',
        OPENAI_COMPATIBLE_API_KEY: 'secret-key',
        META_APP_SECRET: 'secret-app',
      });
    expect(read).toThrow(
      /LOG_LEVEL[^]*META_APP_ID: is missing[^]*OPENAI_COMPATIBLE_BASE_URL: is missing[^]*OPENAI_COMPATIBLE_MODEL: is missing/,
    );
    expect(read).not.toThrow(/secret-/);
  });

  test('serves all queues, or those it is told', () => {
    expect(readWorkerConfig(enough).queues).toBeNull();
    expect(readWorkerConfig({ ...enough, AEGIS_QUEUES: 'aegis, aegis-model' }).queues).toEqual([
      'aegis',
      'aegis-model',
    ]);
  });
});
