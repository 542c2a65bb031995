/** The value that this share of the values lie under, the share between 0 and 1; 0 where there are none. */
export const percentile = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

export const median = (values: number[]) => percentile(values, 0.5);
