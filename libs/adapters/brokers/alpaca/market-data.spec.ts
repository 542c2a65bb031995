import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { Complaint } from '#core/complaint.js';
import { AlpacaMarketData } from './market-data.js';
import type { AlpacaRest } from './rest.js';
import type { SymbolMap } from './symbols.js';

test('what is stopped while it reads which symbols to hear opens no stream that nobody would end', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const reads: ((symbols: string[]) => void)[] = [];
  const data = new AlpacaMarketData({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ feed: 'iex', key_id: 'k', secret_key: 's' },
    rest: { get: async () => ({ quotes: {} }) } as unknown as AlpacaRest,
    symbols: () => new Promise((resolve) => reads.push(resolve)),
    map: () => ({ isCrypto: () => false, toAlpaca: (symbol: string) => symbol }) as unknown as SymbolMap,
    complaint: new Complaint({ warn: () => {}, info: () => {} }, { failing: '', well: '' }),
  });
  const stop = new AbortController();
  const running = data.run(async () => {}, stop.signal);
  stop.abort();
  for (const resolve of reads) resolve(['AAPL']);
  await running;
  expect(server.clients.size).toBe(0);
  server.close();
});
