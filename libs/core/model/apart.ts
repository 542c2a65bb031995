/** Decimals that are shown of a percentage or ratio, and the most that two doubles can need to differ. */
const DECIMALS = 2;
const DECIMALS_MAX = 17;

/** Decimals (2 or more) with which two figures that differ are shown as two texts that differ. */
export function decimalsApart(a: number, b: number): number {
  if (a === b) return DECIMALS;
  let decimals = DECIMALS;
  while (decimals < DECIMALS_MAX && a.toFixed(decimals) === b.toFixed(decimals)) decimals += 1;
  return decimals;
}

/** Whether a share of amounts is so close below its limit that a double may not show that the amounts are above it. */
export function isIndistinct(share: number, limit: number): boolean {
  return share <= limit && share > limit * (1 - 1e-12);
}

/**
 * What is shown of a share whose amounts are above its limit though its double is not: the next double above. Above some ten million dollars one
 * micro-dollar is less than a double of the share can hold.
 */
export const justAbove = (limit: number): number => limit * (1 + Number.EPSILON);
