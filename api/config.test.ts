import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { readApiConfig } from './config.ts';

const enough = {
  DATABASE_URL: 'postgres://aegis_app:secret-word@127.0.0.1:4701/aegis',
  TEMPORAL_ADDRESS: '127.0.0.1:4702',
  AEGIS_VAULT_KEY: randomBytes(32).toString('base64'),
};

describe('configuration of the API', () => {
  test('needs a database, Temporal and a vault key; the rest has defaults', () => {
    const config = readApiConfig(enough);
    expect(config.publicUrl).toBe('http://localhost:4700');
    expect(config.vaultKey.current).toBe(1);
    expect(config.meta).toEqual({ live: null, sandbox: null });
    expect(config.sandboxUrl).toBeNull();
  });

  test('knows that e-mails are sent by their sender, and needs no way into the mail server (C8)', () => {
    expect(readApiConfig(enough).sendsEmail).toBe(false);
    expect(readApiConfig({ ...enough, SMTP_FROM: 'aegis@example.test' }).sendsEmail).toBe(true);
  });

  test('names every bad variable in one message, and no value', () => {
    const read = () =>
      readApiConfig({
        DATABASE_URL: 'mysql://root:secret-word@db',
        PORT: 'http',
        AEGIS_VAULT_KEY: 'c2hvcnQ=',
      });
    expect(read).toThrow('TEMPORAL_ADDRESS: is missing');
    try {
      read();
    } catch (error) {
      const { message } = error as Error;
      for (const name of ['DATABASE_URL', 'PORT', 'TEMPORAL_ADDRESS', 'AEGIS_VAULT_KEY']) {
        expect(message).toContain(name);
      }
      expect(message).not.toMatch(/secret-word|c2hvcnQ/);
    }
  });

  test('starts neither without a vault key nor with one that nobody drew at random (E10)', () => {
    expect(() => readApiConfig({ ...enough, AEGIS_VAULT_KEY: '' })).toThrow('AEGIS_VAULT_KEY: is missing');
    for (const example of [Buffer.alloc(32, 7), Buffer.from('example-key-do-not-use-it-please')]) {
      const read = (name: string, version: string) => () =>
        readApiConfig({ ...enough, [name]: version + example.toString('base64') });
      expect(read('AEGIS_VAULT_KEY', '')).toThrow(/AEGIS_VAULT_KEY: is an example/);
      expect(read('AEGIS_VAULT_KEY', '2:')).toThrow(/AEGIS_VAULT_KEY: is an example/);
      expect(read('AEGIS_VAULT_OLD_KEYS', '2:')).toThrow(/AEGIS_VAULT_OLD_KEYS: is an example/);
    }
  });

  test('old keys open beside the current one, each under a version of its own', () => {
    const old = `7:${randomBytes(32).toString('base64')}`;
    const { vaultKey } = readApiConfig({ ...enough, AEGIS_VAULT_OLD_KEYS: old });
    expect(vaultKey.current).toBe(1);
    expect([...vaultKey.keys.keys()].sort()).toEqual([1, 7]);
    expect(() => readApiConfig({ ...enough, AEGIS_VAULT_OLD_KEYS: old.slice(2) })).toThrow(
      /AEGIS_VAULT_KEY: Two keys have the same version/,
    );
  });

  test('the groups META_APP_* and SANDBOX_* are complete or null', () => {
    expect(() => readApiConfig({ ...enough, META_APP_ID: '1' })).toThrow('META_APP_SECRET: is missing');
    expect(() => readApiConfig({ ...enough, SANDBOX_URL: 'http://127.0.0.1:4704' })).toThrow(
      /SANDBOX_META_APP_ID: is missing[^]*SANDBOX_META_APP_SECRET: is missing/,
    );
    expect(readApiConfig({ ...enough, META_APP_ID: '', META_APP_SECRET: '' }).meta.live).toBeNull();
    expect(readApiConfig({ ...enough, META_APP_ID: '1', META_APP_SECRET: 's' }).meta.live).toEqual({
      environment: 'live',
      clientId: '1',
      clientSecret: 's',
      apiUrl: 'https://graph.facebook.com',
      dialogUrl: 'https://www.facebook.com',
    });
  });

  test('the edge has the limits of D7; proxies are networks and origins are origins, or the start is refused', () => {
    expect(readApiConfig(enough).edge).toMatchObject({
      limits: { anonymous: 100, signIn: 5 },
      ...{ counters: 'memory', redisUrl: null, trustedProxies: [], corsOrigins: [] },
    });
    const given = readApiConfig({
      ...enough,
      TRUSTED_PROXIES: '10.0.0.0/8, 192.168.1.7,2001:db8::/32',
      CORS_ORIGINS: 'https://app.example.com,http://localhost:5173',
    }).edge;
    expect(given?.trustedProxies).toEqual(['10.0.0.0/8', '192.168.1.7', '2001:db8::/32']);
    expect(given?.corsOrigins).toEqual(['https://app.example.com', 'http://localhost:5173']);
    for (const proxies of [
      'true',
      '1',
      '0.0.0.0/0',
      '::/0',
      '10.0.0.0/33',
      'proxy.internal',
      '10.0.0.0/8/8',
    ]) {
      expect(() => readApiConfig({ ...enough, TRUSTED_PROXIES: proxies })).toThrow('TRUSTED_PROXIES');
    }
    for (const origins of [
      '*',
      'app.example.com',
      'https://app.example.com/',
      'https://app.example.com/path',
      'null',
    ]) {
      expect(() => readApiConfig({ ...enough, CORS_ORIGINS: origins })).toThrow('CORS_ORIGINS');
    }
    expect(() => readApiConfig({ ...enough, REDIS_URL: 'http://redis' })).toThrow('REDIS_URL');
    expect(() => readApiConfig({ ...enough, RATE_LIMIT_SIGN_IN: '0' })).toThrow('RATE_LIMIT_SIGN_IN');
  });
});
