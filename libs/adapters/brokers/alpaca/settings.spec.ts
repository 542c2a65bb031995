import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAlpacaSettings } from './settings.js';

const KEYS = { ALPACA_KEY_ID: 'PK1', ALPACA_SECRET_KEY: 'secret' };

describe('the settings of the Alpaca broker', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'alpaca-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('are paper, iex and the default account with nothing but a key pair', () =>
    expect(readAlpacaSettings(KEYS)).toMatchObject({
      ...{ live: false, feed: 'iex', events: 'websocket', tradingUrl: 'https://paper-api.alpaca.markets' },
      streamUrl: 'wss://paper-api.alpaca.markets/stream',
      accounts: [{ account: 'default', key_id: 'PK1', secret_key: 'secret', account_number: null }],
    }));

  it('take the keys from files', () => {
    const settings = readAlpacaSettings({
      ALPACA_KEY_ID_FILE: file('id', 'PK2\n'),
      ALPACA_SECRET_KEY_FILE: file('secret', 's2\n'),
    });
    expect(settings.accounts[0]).toMatchObject({ key_id: 'PK2', secret_key: 's2' });
  });

  it('take several accounts from a file', () => {
    const path = file(
      'accounts.json',
      JSON.stringify([
        { account: 'a1', key_id: 'P1', secret_key: 's' },
        { account: 'a2', key_id: 'P2', secret_key: 't' },
      ]),
    );
    expect(readAlpacaSettings({ ALPACA_ACCOUNTS_FILE: path }).accounts.map(({ account }) => account)).toEqual(['a1', 'a2']);
  });

  it.each([
    ['no keys', {}, 'needs a key pair'],
    ['the live host without the word', { ...KEYS, ALPACA_TRADING_URL: 'https://api.alpaca.markets' }, "ALPACA_LIVE is not 'yes'"],
    ['the word with the paper host', { ...KEYS, ALPACA_LIVE: 'yes' }, 'is the paper host'],
    [
      'the word and the live host without the number',
      { ...KEYS, ALPACA_LIVE: 'yes', ALPACA_TRADING_URL: 'https://api.alpaca.markets' },
      'give the number of the live account',
    ],
    [
      'a plain address beyond this machine',
      { ...KEYS, ALPACA_TRADING_URL: 'http://paper-api.alpaca.markets' },
      'must begin with https://',
    ],
    ['a sandbox', { ...KEYS, ALPACA_DATA_URL: 'https://data.sandbox.alpaca.markets' }, "partners of Alpaca's Broker API"],
    ['no address', { ...KEYS, ALPACA_DATA_URL: 'data' }, 'must be a URL'],
    ['another feed', { ...KEYS, ALPACA_FEED: 'otc' }, 'must be iex or sip'],
    ['two sources of keys', { ...KEYS, ALPACA_ACCOUNTS_FILE: '/nowhere' }, 'use one of them'],
    ['a file that is not there', { ALPACA_ACCOUNTS_FILE: '/nowhere/accounts.json' }, 'cannot be read'],
  ])('refuse %s, and say what to do', (_, source, words) => expect(() => readAlpacaSettings(source)).toThrow(words));

  it('never quote a secret of a file that is no JSON', () => {
    const path = file('broken.json', '[{"secret_key": "very-secret"');
    expect(() => readAlpacaSettings({ ALPACA_ACCOUNTS_FILE: path })).toThrow(/is no JSON$/);
  });

  it('refuse an account that is named twice', () => {
    const path = file(
      'twice.json',
      JSON.stringify([
        { account: 'a1', key_id: 'P1', secret_key: 's' },
        { account: 'a1', key_id: 'P2', secret_key: 't' },
      ]),
    );
    expect(() => readAlpacaSettings({ ALPACA_ACCOUNTS_FILE: path })).toThrow("names the account of 'a1' twice");
  });
});
