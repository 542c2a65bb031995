export { Breakwater, type BreakwaterOptions, type OrderToSubmit } from './breakwater.js';
export { NoAnswerError, OutcomeUnknownError, ProblemError, RefusedError } from './errors.js';
export type { LiveOptions } from './live.js';
export { Operations } from './generated/index.js';
export type * from './generated/types.gen.js';
