import { watch } from 'node:fs';
import type { Complaint } from '#core/complaint.js';
import { BadRulesError, RuleSource } from '#core/ports/rule-source.js';
import { loadRuleSet, RuleFileError } from '#rules/load.js';

/** Faults told in one alert; more of them are in the worker's log. */
const TOLD_MAX = 5;
/** Editors write in several steps. */
const SETTLE_MS = 200;

/** The folder of rule files. */
export class RuleFiles extends RuleSource {
  constructor(
    private readonly dir: string,
    private readonly watching: Complaint,
  ) {
    super();
  }

  override async load(): Promise<{ hash: string; document: string }> {
    try {
      return await loadRuleSet(this.dir);
    } catch (error) {
      if (error instanceof RuleFileError) throw badRules(error);
      // A folder that is not there, or may not be read.
      const fault = error instanceof Error ? error.message : String(error);
      throw new BadRulesError(fault, { source: 'rules', place: this.dir, fault });
    }
  }

  /** Calls `changed` soon after a file changed, until the signal aborts. Where the system cannot watch, the periodic reload must do. */
  onChange(changed: () => void, signal: AbortSignal): void {
    let timer: NodeJS.Timeout | undefined;
    const settle = () => {
      clearTimeout(timer);
      timer = setTimeout(changed, SETTLE_MS);
    };
    try {
      const watcher = watch(this.dir, { recursive: true, signal }, settle);
      watcher.on('error', (error) => {
        this.watching.failed(error);
        watcher.close();
      });
      this.watching.worked();
    } catch (error) {
      this.watching.failed(error);
      return;
    }
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }
}

function badRules(error: RuleFileError): BadRulesError {
  const told = error.faults.slice(0, TOLD_MAX).map(({ file, place, fault }) => `${file} ${place}: ${fault}`);
  const more = error.faults.length > TOLD_MAX ? `; ${error.faults.length - TOLD_MAX} more` : '';
  return new BadRulesError(error.message, {
    source: 'rules',
    place: error.faults[0]?.file ?? 'rules',
    fault: told.join('; ') + more,
  });
}
