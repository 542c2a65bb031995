import { createHash } from 'node:crypto';
import type { RiskConfig } from '#core/model/limits.js';
import { ConfigActivation, type ConfigFault } from '#core/ports/config-in-force.js';
import { type ConfigInForce, InForce } from '#core/ports/in-force.js';
import { StateUnavailableError } from '#core/ports/live-state.js';
import type { RuleEvaluator } from '#core/ports/rule-evaluator.js';
import type { ScriptedRedis } from './scripts.js';

/** Versions kept compiled; the one in force and those that orders still under way were reserved by. */
const CACHED_MAX = 20;

/** Limits and rules in force. `compile` turns a rule set's canonical document into its evaluator; it is called once a rule set. */
export class RedisInForce extends InForce {
  private readonly byVersion = new Map<number, ConfigInForce>();
  private readonly loading = new Map<number, Promise<ConfigInForce>>();
  private compiled: RuleEvaluator | undefined;

  constructor(
    private readonly redis: ScriptedRedis,
    private readonly compile: (document: string) => RuleEvaluator,
  ) {
    super();
  }

  override at(version: number): Promise<ConfigInForce> | ConfigInForce {
    const known = this.byVersion.get(version);
    if (known) return known;
    const underWay = this.loading.get(version);
    if (underWay) return underWay;
    const loading = this.load(version).finally(() => this.loading.delete(version));
    this.loading.set(version, loading);
    return loading;
  }

  /** The configuration in force now. */
  async current(): Promise<ConfigInForce> {
    const version = await this.redis.hget('bw:control', 'config_version').catch(() => null);
    if (!version) throw new StateUnavailableError('STATE_UNAVAILABLE', 'no configuration is in force yet');
    return this.at(Number(version));
  }

  private async load(version: number): Promise<ConfigInForce> {
    try {
      const text = await this.redis.hget('bw:configs', String(version));
      if (!text) throw new Error('it is not there');
      const config = JSON.parse(text) as RiskConfig;
      if (this.compiled?.hash !== config.rules_hash) {
        const document = await this.redis.get(`bw:rules:${config.rules_hash}`);
        if (!document) throw new Error(`its rule set ${config.rules_hash} is not there`);
        this.compiled = this.compile(document);
      }
      const inForce = { config, rules: this.compiled };
      this.byVersion.set(version, inForce);
      for (const old of this.byVersion.keys()) if (this.byVersion.size > CACHED_MAX) this.byVersion.delete(old);
      return inForce;
    } catch (error) {
      throw new StateUnavailableError(
        'STATE_UNAVAILABLE',
        `configuration ${version} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

export class RedisConfigActivation extends ConfigActivation {
  constructor(private readonly redis: ScriptedRedis) {
    super();
  }

  override async activate(config: RiskConfig, ruleSetDocument: string): Promise<number> {
    const { version, limits, rules_hash } = config;
    const burstUs = limits.burst_window_seconds * 1_000_000;
    try {
      return Number(
        await this.redis.bwActivateConfig(
          version,
          JSON.stringify(config),
          burstUs,
          limits.daily_loss_limit,
          rules_hash,
          ruleSetDocument,
          limits.enabled ? '1' : '0',
        ),
      );
    } catch (error) {
      throw new StateUnavailableError(
        'STATE_UNAVAILABLE',
        `configuration ${version} is kept but not in force: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  override async reject({ source, place, fault }: ConfigFault): Promise<boolean> {
    const told = [place.slice(0, 200), fault.slice(0, 1000)];
    const fingerprint = createHash('sha256').update(`${place}\n${fault}`).digest('hex').slice(0, 16);
    return (await this.redis.bwRejectConfig(source, fingerprint, ...told)) === 1;
  }

  override async accept(source: ConfigFault['source']): Promise<void> {
    await this.redis.bwRejectConfig(source, '', '', '');
  }

  override rejected(): Promise<string[]> {
    return this.redis.hkeys('bw:faults');
  }
}
