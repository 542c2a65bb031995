import type { DataSource } from 'typeorm';
import { exchangeDay } from '#core/model/exchange-day.js';
import { AccountSource } from '#core/ports/account-source.js';
import type { LiveBook } from '#core/ports/live-book.js';
import { moneyOf } from './amounts.js';
import { poolOf } from './data-source.js';

export class PostgresAccountSource extends AccountSource {
  constructor(
    private readonly db: DataSource,
    private readonly book: LiveBook,
  ) {
    super();
  }

  override async openNew(): Promise<void> {
    const known = await this.book.accounts();
    const { rows } = await poolOf(this.db).query<{ account: string; cash: string }>(
      'SELECT account, cash FROM accounts WHERE account <> ALL ($1) ORDER BY account LIMIT 1000',
      [known],
    );
    for (const { account, cash } of rows) await this.book.openAccount(account, moneyOf(cash), exchangeDay());
  }
}
