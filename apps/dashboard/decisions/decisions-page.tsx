import { useSearchParams } from 'react-router';
import { OrdersTable } from '../trading/orders-table.js';
import { Panel } from '../ui/figures.js';

/** Find any order, and from it the decision on it. */
export default function DecisionsPage() {
  const [query] = useSearchParams();
  return (
    <div className="page">
      <title>Decisions · Breakwater</title>
      <div className="page-head">
        <h1>Decisions</h1>
        <span className="dim">Every order that was asked for, accepted or refused. “Why” explains one, rule by rule.</span>
      </div>
      <Panel title="Orders and their decisions">
        <OrdersTable height="calc(100vh - 19rem)" text={query.get('text') ?? ''} withIds />
      </Panel>
    </div>
  );
}
