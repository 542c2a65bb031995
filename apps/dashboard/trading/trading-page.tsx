import { Select } from '@mantine/core';
import { useState } from 'react';
import { useAccounts } from '../api/hooks.js';
import { Failure } from '../ui/notes.js';
import { AccountOverview } from './account-overview.js';
import { Books } from './books.js';
import { OrderTicket } from './order-ticket.js';
import { RiskDashboard } from './risk-dashboard.js';

/** Trade and watch: the account, the risk dashboard, the order form, and what became of the orders. */
export function TradingPage() {
  const accounts = useAccounts();
  const [account, setAccount] = useState('default');
  const names = accounts.data?.accounts.map((one) => one.account) ?? [];
  const shown = accounts.data?.accounts.find((one) => one.account === account);
  return (
    <div className="page">
      <title>Trading · Breakwater</title>
      <div className="page-head">
        <h1>Trading</h1>
        {names.length > 1 ? (
          <Select
            aria-label="Account"
            size="xs"
            data={names}
            value={account}
            allowDeselect={false}
            onChange={(name) => name && setAccount(name)}
          />
        ) : (
          <span className="dim">Account {account}</span>
        )}
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
          <OrderTicket account={account} />
        </div>
        <div className="area-books">
          <Books account={account} />
        </div>
      </div>
    </div>
  );
}
