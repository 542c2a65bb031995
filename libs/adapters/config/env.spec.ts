import { readEnv } from './env.js';

const needed = {
  DATABASE_URL: 'postgresql://breakwater:secret@127.0.0.1:5432/breakwater',
  REDIS_URL: 'redis://breakwater:secret@127.0.0.1:6379/0',
  BREAKWATER_GATE_SECRET: 'x'.repeat(16),
};

describe('where the API may listen', () => {
  it('(13.6) is the loopback, unless the settings say that only this machine reaches the address', () => {
    expect(readEnv({ ...needed }).BREAKWATER_HOST).toBe('127.0.0.1');
    expect(() => readEnv({ ...needed, BREAKWATER_HOST: '0.0.0.0' })).toThrow('BREAKWATER_HOST_PRIVATE=yes');
    for (const word of ['', 'no', 'true', 'YES'])
      expect(() => readEnv({ ...needed, BREAKWATER_HOST: '0.0.0.0', BREAKWATER_HOST_PRIVATE: word })).toThrow(
        'this machine only',
      );
    expect(readEnv({ ...needed, BREAKWATER_HOST: '0.0.0.0', BREAKWATER_HOST_PRIVATE: 'yes' }).BREAKWATER_HOST).toBe('0.0.0.0');
  });
});

describe('where the API may listen', () => {
  const base = { DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x', BREAKWATER_GATE_SECRET: 'a secret of this test' };
  const read = (more: Record<string, string>) => () => readEnv({ ...base, ...more });
  const local = { BREAKWATER_AUTH: 'local', BREAKWATER_SECRET_KEY_FILE: 'key' };

  test('without sign-in this machine only', () => {
    expect(read({}).call(null).BREAKWATER_AUTH).toBe('off');
    expect(read({ BREAKWATER_HOST: '0.0.0.0' })).toThrow(/serves this machine only/);
    expect(read({ BREAKWATER_HOST: '0.0.0.0', BREAKWATER_HOST_PRIVATE: 'yes' })).not.toThrow();
    expect(read({ BREAKWATER_HOST: '0.0.0.0', BREAKWATER_TLS_CERT: 'c', BREAKWATER_TLS_KEY: 'k' })).toThrow(/this machine only/);
  });

  test('with sign-in anywhere behind TLS or a trusted proxy, else this machine', () => {
    expect(read(local)).not.toThrow();
    expect(read({ ...local, BREAKWATER_HOST: '0.0.0.0' })).toThrow(/in the clear/);
    expect(read({ ...local, BREAKWATER_HOST: '0.0.0.0', BREAKWATER_HOST_PRIVATE: 'yes' })).toThrow(/in the clear/);
    expect(read({ ...local, BREAKWATER_HOST: '0.0.0.0', BREAKWATER_TRUSTED_PROXIES: '10.0.0.0/8, fd00::/8' })).not.toThrow();
    expect(read({ ...local, BREAKWATER_HOST: '0.0.0.0', BREAKWATER_TLS_CERT: 'c', BREAKWATER_TLS_KEY: 'k' })).not.toThrow();
  });

  test.each([
    [{ BREAKWATER_AUTH: 'local' }, /BREAKWATER_SECRET_KEY_FILE is required/],
    [{ ...local, BREAKWATER_AUTH: 'oidc' }, /needs BREAKWATER_OIDC_ISSUER/],
    [{ ...local, BREAKWATER_TLS_CERT: 'c' }, /set both, or none/],
    [{ ...local, BREAKWATER_TRUSTED_PROXIES: 'everybody' }, /must be networks/],
    [{ BREAKWATER_GATE_SECRET_FILE: '/nowhere', BREAKWATER_GATE_SECRET: '' }, /cannot be read/],
    [{ BREAKWATER_GATE_SECRET_FILE: '/nowhere' }, /choose one/],
  ])('%p does not start', (more, why) => {
    expect(read(more as unknown as Record<string, string>)).toThrow(why);
  });
});
