import type { DataSource } from 'typeorm';
import { exchangeDay } from '#core/model/exchange-day.js';
import { ACCOUNT_NAME } from '#core/model/order.js';
import { AccountSource } from '#core/ports/account-source.js';
import { InvalidConfigChangeError } from '#core/ports/config-store.js';
import type { LiveBook } from '#core/ports/live-book.js';
import { moneyOf } from './amounts.js';
import { poolOf } from './pool.js';

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
      'SELECT account, cash FROM accounts WHERE account <> ALL ($1) AND account ~ $2 ORDER BY account LIMIT 1000',
      [known, ACCOUNT_NAME.source],
    );
    for (const { account, cash } of rows) await this.book.openAccount(account, moneyOf(cash), exchangeDay());
  }

  override async requireNames(): Promise<void> {
    const { rows } = await poolOf(this.db).query<{ account: string }>(
      'SELECT account FROM accounts WHERE account !~ $1 LIMIT 1',
      [ACCOUNT_NAME.source],
    );
    const [bad] = rows;
    if (bad)
      throw new InvalidConfigChangeError(
        `"${bad.account}" cannot be the name of an account: 1 to 32 of a-z, 0-9, _ and -. It is not opened; rename or delete its row`,
        'accounts',
      );
  }
}
