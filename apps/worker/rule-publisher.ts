import type { Logger } from 'pino';
import type { ConfigStore } from '#core/ports/config-store.js';
import { loadRuleSet } from '#rules/load.js';

/** Brings the rule files of a folder into the configuration: stored by hash, then named by a new version. */
export class RulePublisher {
  private complaint = '';

  constructor(
    private readonly dir: string,
    private readonly store: ConfigStore,
    private readonly logger: Logger,
  ) {}

  /** On start: the files must be good, unless an earlier good set is in force already. Throws RuleFileError. */
  async publishFirst(): Promise<void> {
    const { rules_hash } = await this.store.current();
    if (rules_hash !== '') return this.publish();
    await this.take();
  }

  /** A bad file is told once and leaves the last good set in force. */
  async publish(): Promise<void> {
    try {
      await this.take();
      this.complaint = '';
    } catch (error) {
      if (!(error instanceof Error && error.name === 'RuleFileError')) throw error;
      if (error.message !== this.complaint) this.logger.error(`${error.message}\nThe last good rules stay in force.`);
      this.complaint = error.message;
    }
  }

  private async take(): Promise<void> {
    const ruleSet = await loadRuleSet(this.dir);
    const current = await this.store.current();
    if (current.rules_hash === ruleSet.hash) return;
    await this.store.storeRuleSet(ruleSet.hash, ruleSet.document);
    const config = await this.store.change(
      { rules_hash: ruleSet.hash },
      { actor: 'worker', reason: 'rule files', source: 'worker' },
    );
    this.logger.info({ version: config.version, rules_hash: ruleSet.hash }, 'rules published');
  }
}
