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
