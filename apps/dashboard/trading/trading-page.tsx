import { useEffect } from 'react';
import { RefusedError } from '../api/client.js';
import { useAccount, useAccountNames } from '../api/hooks.js';
import { AccountSelect, chooseAccount, useChosenAccount } from '../shell/account-choice.js';
import { Failure } from '../ui/notes.js';
import { AccountOverview } from './account-overview.js';
import { Books } from './books.js';
import { OrderListPanel, useOrderList } from './order-list-panel.js';
import { OrderTicket } from './order-ticket.js';
import { RiskDashboard } from './risk-dashboard.js';

/** Trade and watch: the account, the risk dashboard, the order form, and what became of the orders. */
export function TradingPage() {
  const account = useChosenAccount();
  const list = useOrderList(account);
  const accounts = useAccount(account);
  const names = useAccountNames('').data?.names;
  // Somebody else used this browser, or the account is not one of the reader's: the first of theirs is shown.
  const isGone = accounts.error instanceof RefusedError && accounts.error.problem.status === 404;
  const first = names?.find((name) => name !== account);
  useEffect(() => {
    if (isGone && first !== undefined && !names?.includes(account)) chooseAccount(first);
  }, [isGone, first, names, account]);
  const shown = accounts.data?.accounts.find((one) => one.account === account);
  return (
    <div className="page">
      <title>Trading · Breakwater</title>
      <div className="page-head">
        <h1>Trading</h1>
        <AccountSelect label="Account" size="xs" value={account} onChange={chooseAccount} />
      </div>
      {accounts.isError ? (
        <Failure what="The account cannot be shown" error={accounts.error} retry={() => void accounts.refetch()} />
      ) : null}
      <div className="trading">
        <div className="area-account">
          <AccountOverview account={account} shown={shown} />
        </div>
        <div className="area-risk">
          <RiskDashboard account={account} shown={shown} />
        </div>
        <div className="area-ticket">
          <OrderTicket account={account} list={list} />
        </div>
        <div className="area-list">
          <OrderListPanel state={list} />
        </div>
        <div className="area-books">
          <Books account={account} />
        </div>
      </div>
    </div>
  );
}
