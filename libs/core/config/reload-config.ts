import { expired } from './override-requests.js';
import { checksAreOn, type RiskConfig } from '../model/limits.js';
import { pause } from '../pause.js';
import type { AccountSource } from '../ports/account-source.js';
import type { ConfigActivation, ConfigFault } from '../ports/config-in-force.js';
import { type ConfigStore, InvalidConfigChangeError } from '../ports/config-store.js';
import { BadRulesError, type RuleSource } from '../ports/rule-source.js';

/** An editor may be caught in the middle of writing: a fault counts when it is still there after this. */
const LOOK_AGAIN_MS = 300;

export interface Reloaded {
  config: RiskConfig;
  rejected: ConfigFault[];
}

/**
 * Takes over what people changed outside the API: rule files, rows of `risk_limits` and `position_limits`, new rows of `accounts`; and puts the newest configuration in
 * force, also one that a crash left committed but not active. What is bad is rejected by itself and told once; the last good stays in force.
 * Several processes may do it at once: versions grow one by one in PostgreSQL, and the gate takes only a newer one.
 */
export class ReloadConfig {
  constructor(
    private readonly rules: RuleSource,
    private readonly store: ConfigStore,
    private readonly activation: ConfigActivation,
    private readonly accounts: AccountSource,
    private readonly told: (fault: ConfigFault) => void = () => {},
  ) {}

  /** On the first start of all: the rules must be good, for there are no earlier ones. Throws BadRulesError. */
  async firstRules(): Promise<void> {
    const { rules_hash } = await this.store.current();
    if (rules_hash === '') await this.takeRules();
  }

  /** Throws when PostgreSQL or Redis does not answer; then too the last good one stays in force. */
  async reload(): Promise<Reloaded> {
    const faults = [await this.attempt('rules', () => this.takeRules()), await this.attempt('tables', () => this.takeTables())];
    const kept = await this.store.current();
    await this.endOfOff(kept);
    await this.endOfRequests(kept);
    const config = await this.activateNewest();
    await this.accounts.openNew();
    return { config, rejected: faults.filter((fault) => fault !== null) };
  }

  /** Checks that were off until now are on again: the gate judges so from that moment on, and this says it. */
  private async endOfOff({ limits }: RiskConfig): Promise<void> {
    if (limits.enabled || !checksAreOn(limits, Date.now() * 1000)) return;
    await this.store.change({ limits: { enabled: true } }, { actor: 'breakwater', reason: 'its time is over', source: 'worker' });
  }

  /** Requests for an override of the firm that nobody agreed to in time. */
  private async endOfRequests(kept: RiskConfig): Promise<void> {
    const over = (config: RiskConfig) => expired(config, Date.now() * 1000);
    if (Object.keys(over(kept).override_requests ?? {}).length === 0) return;
    await this.store.change(over, { actor: 'breakwater', reason: 'nobody agreed in time', source: 'worker' });
  }

  async activateNewest(): Promise<RiskConfig> {
    const config = await this.store.current();
    await this.activation.activate(config, (await this.store.ruleSet(config.rules_hash)) ?? '');
    return config;
  }

  private async attempt(source: ConfigFault['source'], take: () => Promise<void>): Promise<ConfigFault | null> {
    let fault = await faultOf(source, take);
    if (fault) {
      await pause(LOOK_AGAIN_MS, new AbortController().signal);
      fault = await faultOf(source, take);
    }
    if (!fault) await this.activation.accept(source);
    else if (await this.activation.reject(fault)) this.told(fault);
    return fault;
  }

  private async takeRules(): Promise<void> {
    const { hash, document } = await this.rules.load();
    if ((await this.store.current()).rules_hash === hash) return;
    await this.store.storeRuleSet(hash, document);
    await this.store.change({ rules_hash: hash }, { actor: 'worker', reason: 'rule files', source: 'worker' });
  }

  private async takeTables(): Promise<void> {
    await this.store.adoptTableEdits();
    await this.accounts.requireNames();
  }
}

/** Null when it could be taken. Throws what is no fault of the content. */
async function faultOf(source: ConfigFault['source'], take: () => Promise<void>): Promise<ConfigFault | null> {
  try {
    await take();
    return null;
  } catch (error) {
    if (error instanceof BadRulesError) return error.fault;
    if (error instanceof InvalidConfigChangeError) return { source, place: error.place || source, fault: error.message };
    throw error;
  }
}
