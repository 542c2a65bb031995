import { FACTS } from '#core/controls/registry.js';
import type { Facts } from '#core/model/facts.js';

/** A calm order under the default limits: no rule fires. Cases change what they are about. */
export const sampleFacts = Object.fromEntries(
  Object.entries(FACTS).map(([name, { sample }]) => [name, sample]),
) as unknown as Facts;
