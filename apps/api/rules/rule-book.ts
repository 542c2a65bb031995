import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { InForce } from '#core/ports/in-force.js';
import type { RuleAnswer, RuleResultAnswer } from '#contracts/answers.js';
import type { Facts, FactName } from '#core/model/facts.js';
import { ConfigStore } from '#core/ports/config-store.js';
import { RunningProcess } from '#gate-host/run-process.js';
import { factsOf, inWords, resultOf } from '#rules/in-words.js';
import { parseRuleSet, type RuleCase } from '#rules/load.js';
import type { FactDescriptions, Rule, RuleSet } from '#rules/rule.js';
import { sampleFacts } from '#rules/sample-facts.js';

/** Rules for people: in words, with their cases, and their answers on one order. Never on the order's path. */
@Injectable()
export class RuleBook {
  private readonly sets = new Map<string, RuleSet>();

  constructor(
    private readonly process: RunningProcess,
    private readonly inForce: InForce,
    private readonly store: ConfigStore,
  ) {}

  async rulesInForce(): Promise<{ config_version: number; rules_hash: string; rules: RuleAnswer[] }> {
    const { config } = await this.inForce.current();
    const set = await this.ruleSet(config.rules_hash);
    const meanings = await this.factDescriptions();
    const rules = await Promise.all((set?.rules ?? []).map((rule) => this.present(rule, meanings)));
    return { config_version: config.version, rules_hash: config.rules_hash, rules };
  }

  /** Rule sets never change under their hash, so each is read once. Null when it is not kept any more. */
  async ruleSet(hash: string): Promise<RuleSet | null> {
    const known = this.sets.get(hash);
    if (known) return known;
    const document = await this.store.ruleSet(hash);
    if (document === null) return null;
    const set = parseRuleSet(document);
    if (this.sets.size >= 50) this.sets.clear();
    this.sets.set(hash, set);
    return set;
  }

  async resultsOn(rules: Rule[], facts: Facts): Promise<RuleResultAnswer[]> {
    const meanings = await this.factDescriptions();
    return rules.map((rule) => ({
      ...ruleFields(rule, meanings),
      ...resultOf(rule, facts),
      observed_meaning: meanings[rule.observed].meaning,
      limit_meaning: meanings[rule.limit].meaning,
      unit: meanings[rule.observed].unit,
    }));
  }

  async explained(facts: Facts) {
    const meanings = await this.factDescriptions();
    return (Object.keys(meanings) as FactName[]).map((name) => {
      const { meaning, unit } = meanings[name];
      return { name, meaning, unit, value: facts[name] };
    });
  }

  private async present(rule: Rule, meanings: FactDescriptions): Promise<RuleAnswer> {
    const cases = await this.read<RuleCase[]>(`cases/${rule.id}.cases.json`).catch((): RuleCase[] => []);
    return {
      ...ruleFields(rule, meanings),
      priority: rule.priority,
      message: rule.message,
      parameters: rule.parameters,
      conditions: rule.conditions,
      facts: factsOf(rule).map((name) => ({ name, meaning: meanings[name].meaning, unit: meanings[name].unit })),
      cases: cases.map(({ name, facts, fires, message }) => {
        const result = resultOf(rule, { ...sampleFacts, ...facts });
        const passed = !result.passed === fires && (!fires || result.message === message);
        return { name, facts, should_refuse: fires, did_refuse: !result.passed, message: result.message, passed };
      }),
    };
  }

  private factDescriptions(): Promise<FactDescriptions> {
    return this.read<FactDescriptions>('facts.json');
  }

  private async read<T>(file: string): Promise<T> {
    return JSON.parse(await readFile(join(this.process.env.BREAKWATER_RULES_DIR, file), 'utf8')) as T;
  }
}

function ruleFields(rule: Rule, meanings: FactDescriptions) {
  const { id, version, title, reason_code, severity } = rule;
  return { id, version, title, reason_code, severity, in_words: inWords(rule, meanings) };
}
