import { FACTS } from '#core/controls/registry.js';
import type { FactDescriptions } from './rule.js';

/** The facts as their controls declare them (libs/core/controls); rules/facts.json says the same to authors of rules. */
export const FACT_TYPES: FactDescriptions = FACTS;
