import { Loader, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RuleAnswer } from '#contracts/answers.js';
import { useRules } from '../api/hooks.js';
import { SeverityTag } from '../trading/risk-dashboard.js';
import { Panel, Tag } from '../ui/figures.js';
import { sentence } from '../ui/format.js';
import { Failure } from '../ui/notes.js';

/** The rules in force, in words, each with the cases that show what it does. */
export default function RulesPage() {
  const rules = useRules();
  const [sought, setSought] = useState('');
  const fits = (rule: RuleAnswer) =>
    `${rule.id} ${rule.title} ${rule.in_words} ${rule.reason_code}`.toLowerCase().includes(sought.trim().toLowerCase());
  const shown = (rules.data?.rules ?? []).filter(fits);
  return (
    <div className="page">
      <title>Rules · Breakwater</title>
      <div className="page-head">
        <h1>Rules</h1>
        {rules.data ? (
          <span className="dim">
            Configuration {rules.data.config_version}, rule set <span className="mono">{rules.data.rules_hash.slice(0, 12)}</span>
          </span>
        ) : null}
      </div>
      {rules.isPending ? <Loader size="sm" aria-label="Loading the rules" /> : null}
      {rules.isError ? <Failure what="The rules cannot be shown" error={rules.error} retry={() => void rules.refetch()} /> : null}
      {rules.data ? (
        <Panel
          title="Rules in force"
          aside={
            <TextInput
              size="xs"
              aria-label="Search the rules"
              placeholder="Search"
              value={sought}
              onChange={(event) => setSought(event.currentTarget.value)}
            />
          }
        >
          {shown.map((rule) => (
            <RuleEntry key={rule.id} rule={rule} />
          ))}
          {shown.length === 0 ? <p className="panel-body dim">No rule fits.</p> : null}
        </Panel>
      ) : null}
    </div>
  );
}

function RuleEntry({ rule }: { rule: RuleAnswer }) {
  const failed = rule.cases.filter(({ passed }) => !passed).length;
  return (
    <article className="rule" aria-labelledby={`rule-${rule.id}`}>
      <div className="rule-head">
        <h3 id={`rule-${rule.id}`}>{rule.title}</h3>
        <SeverityTag severity={rule.severity} />
        {rule.cases.length === 0 ? (
          <Tag>No cases at hand</Tag>
        ) : failed === 0 ? (
          <Tag tone="good" mark="✓">
            {rule.cases.length} cases pass
          </Tag>
        ) : (
          <Tag tone="bad" mark="✕">
            {failed} of {rule.cases.length} cases fail
          </Tag>
        )}
        <span className="mono dim">{`${rule.id} v${rule.version}`}</span>
      </div>
      <p>{rule.in_words}</p>
      <p className="dim anywhere">
        Says: “{rule.message}” · reason {sentence(rule.reason_code)} · priority {rule.priority}
        {Object.entries(rule.parameters).map(([name, value]) => ` · ${name} = ${String(value)}`)}
      </p>
      <details>
        <summary>Cases and facts</summary>
        <div className="scroll-x" tabIndex={0} role="region" aria-label={`Cases of ${rule.id}`}>
          <table className="changes">
            <thead>
              <tr>
                <th scope="col">Case</th>
                <th scope="col">Facts that differ from a calm order</th>
                <th scope="col">Should</th>
                <th scope="col">Does</th>
                <th scope="col">Result</th>
              </tr>
            </thead>
            <tbody>
              {rule.cases.map((one) => (
                <tr key={one.name}>
                  <td>{one.name}</td>
                  <td className="mono">
                    {Object.entries(one.facts)
                      .map(([name, value]) => `${name} = ${String(value)}`)
                      .join(', ')}
                  </td>
                  <td>{one.should_refuse ? 'refuse' : 'pass'}</td>
                  <td>
                    {one.did_refuse ? 'refuse' : 'pass'}
                    {one.message === null ? null : <div className="dim">{one.message}</div>}
                  </td>
                  <td>
                    {one.passed ? (
                      <Tag tone="good" mark="✓">
                        As wanted
                      </Tag>
                    ) : (
                      <Tag tone="bad" mark="✕">
                        Fails
                      </Tag>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <dl className="facts">
          {rule.facts.map(({ name, meaning, unit }) => (
            <div className="fact" key={name}>
              <dt className="mono">{name}</dt>
              <dd>
                {meaning}
                {unit === '' ? '' : `, in ${unit}`}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </article>
  );
}
