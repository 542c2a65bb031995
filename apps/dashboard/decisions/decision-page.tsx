import { Loader } from '@mantine/core';
import { Link, useParams } from 'react-router';
import type { DecisionAnswer, RuleResultAnswer } from '#contracts/answers.js';
import { useAbout, useDecision } from '../api/hooks.js';
import { usePrice } from '../instruments/use-price.js';
import { Figure, Panel, Tag, When } from '../ui/figures.js';
import { inUnit, inUnitBeside, money, percent, quantity, ratio, whole, sentence } from '../ui/format.js';
import { Failure, Note } from '../ui/notes.js';

/** One decision explained to a person: what was asked, what each rule saw and said, and what it was made with. */
export default function DecisionPage() {
  const { id = '' } = useParams();
  const decision = useDecision(id);
  return (
    <div className="page">
      <title>Decision · Breakwater</title>
      <div className="page-head">
        <h1>Decision</h1>
        <Link to="/decisions">All decisions</Link>
      </div>
      {decision.isPending ? <Loader size="sm" aria-label="Loading the decision" /> : null}
      {decision.isError ? (
        <Failure what="This decision cannot be shown" error={decision.error} retry={() => void decision.refetch()} />
      ) : null}
      {decision.data ? <Explained decision={decision.data} /> : null}
    </div>
  );
}

function Explained({ decision }: { decision: DecisionAnswer }) {
  return (
    <>
      <Verdict decision={decision} />
      <Panel
        title="Every rule"
        aside={
          decision.rules ? (
            <span className="dim">
              {decision.rules.filter(({ passed }) => !passed).length} of {decision.rules.length} refused
            </span>
          ) : undefined
        }
      >
        {decision.rules ? (
          <RuleResults results={decision.rules} />
        ) : (
          <p className="panel-body dim">The configuration of then is not kept any more; only the reasons of the refusal are.</p>
        )}
      </Panel>
      <div className="two">
        <Facts decision={decision} />
        <Versions decision={decision} />
      </div>
    </>
  );
}

function Verdict({ decision }: { decision: DecisionAnswer }) {
  const { request, accepted, violations, waived } = decision;
  const price = usePrice();
  const asked = `${request.side === 'BUY' ? 'Buy' : 'Sell'} ${quantity(request.quantity)} ${request.symbol} ${
    request.price === null ? 'at market' : `at ${price(request.symbol, request.price)}`
  }`;
  return (
    <Panel
      title={asked}
      aside={
        accepted === null ? (
          <Tag mark="◌">No verdict yet</Tag>
        ) : accepted ? (
          <Tag tone="good" mark="✓">
            Accepted
          </Tag>
        ) : (
          <Tag tone="bad" mark="✕">
            Refused
          </Tag>
        )
      }
    >
      <div className="panel-body verdict">
        {violations.length > 0 ? (
          <Note
            tone="bad"
            title={violations.length === 1 ? 'The reason' : `All ${violations.length} reasons, the first names it`}
          >
            <ul>
              {violations.map(({ rule_id, message }) => (
                <li key={rule_id}>{message}</li>
              ))}
            </ul>
          </Note>
        ) : null}
        {waived.length > 0 ? (
          <Note tone="warn" title="The limits were switched off; these would have refused it">
            <ul>
              {waived.map(({ rule_id, message }) => (
                <li key={rule_id}>{message}</li>
              ))}
            </ul>
          </Note>
        ) : null}
        <BreakerWorkflow scope={decision.state.breaker_scope} />
        <dl className="figures">
          <Figure label="Worth">{money(decision.state.notional)}</Figure>
          <Figure label="Checked at">{price(request.symbol, decision.state.check_price)}</Figure>
          <Figure label="Type">{`${sentence(request.order_type)}, ${request.time_in_force}${request.reduce_only ? ', reduce only' : ''}${request.one_cancels_other ? ', one cancels other' : ''}`}</Figure>
          <Figure label="Account">{decision.account}</Figure>
          <Figure label="Decided">
            <When at={decision.decided_at} />
          </Figure>
        </dl>
      </div>
    </Panel>
  );
}

function BreakerWorkflow({ scope }: { scope: string }) {
  const base = useAbout().data?.temporal_ui_url;
  if (!base || scope === '') return null;
  return (
    <p>
      A breaker was open:{' '}
      <a href={`${base}/workflows/${encodeURIComponent(`breaker:${scope}`)}`} target="_blank" rel="noreferrer">
        the workflow of {scope} in Temporal ↗
      </a>
    </p>
  );
}

function RuleResults({ results }: { results: RuleResultAnswer[] }) {
  // Refusals first, each group in the order in which reasons are named.
  const sorted = [...results.filter(({ passed }) => !passed), ...results.filter(({ passed }) => passed)];
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Rules and their answers">
      <table className="changes">
        <thead>
          <tr>
            <th scope="col">Answer</th>
            <th scope="col">Rule</th>
            <th scope="col" className="end">
              Observed
            </th>
            <th scope="col" className="end">
              Limit
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((rule) => (
            <tr key={rule.id}>
              <td>
                {rule.passed ? (
                  <Tag tone="good" mark="✓">
                    Pass
                  </Tag>
                ) : (
                  <Tag tone="bad" mark="✕">
                    Refuse
                  </Tag>
                )}
              </td>
              <td>
                <strong>{rule.title}</strong> <span className="mono dim">{`${rule.id} v${rule.version}`}</span>
                <div className="dim">{rule.message ?? rule.in_words}</div>
              </td>
              <td className="end" title={rule.observed_meaning}>
                {inUnitBeside(rule.observed, rule.limit, rule.unit)}
              </td>
              <td className="end" title={rule.limit_meaning}>
                {inUnitBeside(rule.limit, rule.observed, rule.unit)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Facts({ decision }: { decision: DecisionAnswer }) {
  return (
    <Panel title="The facts that the rules saw">
      {decision.facts ? (
        <dl className="facts">
          {decision.facts.map(({ name, meaning, unit, value }) => (
            <div className="fact" key={name} title={name}>
              <dt>{meaning}</dt>
              <dd className="num">{inUnit(value, unit)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="panel-body dim">Not kept.</p>
      )}
    </Panel>
  );
}

function Versions({ decision }: { decision: DecisionAnswer }) {
  const { limits, position_limit } = decision;
  return (
    <Panel title="What it was made with">
      <dl className="facts">
        <Row name="Decision" value={<span className="mono">{decision.decision_id}</span>} />
        <Row name="Order" value={<span className="mono">{decision.order_id}</span>} />
        <Row name="Client’s id" value={<span className="mono">{decision.client_order_id}</span>} />
        <Row name="Configuration" value={`version ${whole(decision.config_version)}`} />
        <Row name="Rule set" value={<span className="mono">{decision.rules_hash?.slice(0, 12) ?? '–'}</span>} />
        {limits ? (
          <>
            <Row name="Limit of one order" value={money(limits.max_order_size)} />
            <Row name="Position, global" value={money(limits.max_position_size)} />
            <Row
              name={`Position, ${decision.request.symbol}`}
              value={position_limit ? money(position_limit.max_position) : '–'}
            />
            <Row name="Loss of the day" value={money(limits.daily_loss_limit)} />
            <Row name="Concentration, global" value={percent(limits.max_portfolio_concentration)} />
            <Row
              name={`Concentration, ${decision.request.symbol}`}
              value={position_limit ? percent(position_limit.max_concentration_pct) : '–'}
            />
            <Row name="Leverage" value={ratio(limits.max_leverage)} />
            <Row name="Orders a second" value={whole(limits.max_orders_per_second)} />
            <Row name="Limits" value={limits.enabled ? 'switched on' : 'SWITCHED OFF'} />
          </>
        ) : null}
      </dl>
    </Panel>
  );
}

function Row({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}
