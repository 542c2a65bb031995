import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

export const registry = new Registry();
collectDefaultMetrics({ register: registry });

export const decisions = new Counter({
  name: 'breakwater_decisions_total',
  help: 'Orders decided, by outcome and first reason',
  labelNames: ['outcome', 'code'],
  registers: [registry],
});
export const comparison = new Counter({
  name: 'breakwater_rule_comparisons_total',
  help: 'Live orders compared with json-rules-engine, by result; mismatched must stay 0',
  labelNames: ['result'],
  registers: [registry],
});
export const checkSeconds = new Histogram({
  name: 'breakwater_check_seconds',
  help: 'Time of one check, reserve round trip included',
  buckets: [0.0001, 0.0002, 0.0003, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 1],
  registers: [registry],
});
