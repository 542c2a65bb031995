import type { ConfigFault } from './config-in-force.js';

/** Rules that cannot be put in force. */
export class BadRulesError extends Error {
  override name = 'BadRulesError';
  constructor(
    message: string,
    readonly fault: ConfigFault,
  ) {
    super(message);
  }
}

/** Where rules come from: a folder of files. */
export abstract class RuleSource {
  /** The canonical document and its hash. Throws BadRulesError. */
  abstract load(): Promise<{ hash: string; document: string }>;
}
