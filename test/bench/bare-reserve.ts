import type { ScriptedRedis } from '#adapters/redis/scripts.js';

/** The reserve script through ioredis, one write an order: it holds, counts and journals, but nothing is decided and no verdict recorded. */
export class BareReserve {
  private held: string[] = [];

  constructor(private readonly redis: ScriptedRedis) {}

  async reserve(serial: string): Promise<void> {
    const id = `ord_${serial.replaceAll('-', '')}`;
    this.held.push(id);
    const order = ['default', 'AAPL', 'B', 1000, 1_000_000, 'L', 'DAY', id, id, id];
    const answer = await this.redis.bwReserve(...order, '0123456789abcdef', '0');
    if (!String(answer).startsWith('OK ')) throw new Error(`the bare script answered ${answer}`);
  }

  /** What it held is given up again, so that every round begins from the same exposure. */
  async giveUp(): Promise<void> {
    for (; this.held.length > 0; this.held = this.held.slice(500)) {
      const verdict = { account: 'default', symbol: 'AAPL', accepted: false, violations: [], waived: [], by: 'abandoned' };
      await this.redis.bwConclude(
        ...this.held.slice(0, 500).flatMap((id) => [id, '2', JSON.stringify({ order_id: id, decision_id: id, ...verdict })]),
      );
    }
  }
}
