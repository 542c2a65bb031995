import type {
  Configure,
  OpenAccount,
  RejectConfig,
  TellBrokerState,
  WarnOfAudit,
  WarnOfCalendar,
  WarnOfDifference,
  WarnOfTrouble,
} from './command.js';
import { requestsChanged } from './overrides.js';
import { beyondReach } from './contract-changes.js';
import type { GateEvent } from './event.js';
import { type Outcome, UNSTAMPED } from './outcome.js';
import { CALENDAR, type GateState } from './state.js';

export function decideAccount(state: GateState, { account, cash, day, locked }: OpenAccount): Outcome<'open_account'> {
  const opened = !state.accounts.has(account);
  const events: GateEvent[] = opened
    ? [{ type: 'ACCOUNT_OPENED', ...UNSTAMPED, account, cash, day, ...(locked === undefined ? {} : { locked }) }]
    : [];
  return { answer: { kind: 'open_account', opened }, events };
}

export function decideBrokerState(state: GateState, { account, broker, not_ready }: TellBrokerState): Outcome<'broker_state'> {
  const known = state.accounts.get(account);
  const told = known !== undefined && known.broker_not_ready !== (not_ready ?? '');
  const events: GateEvent[] = told ? [{ type: 'BROKER_STATE_CHANGED', ...UNSTAMPED, account, broker, not_ready }] : [];
  return { answer: { kind: 'broker_state', told }, events };
}

/** Puts a configuration in force for the very next order, if it is newer than the one in force. */
export function decideConfiguration(state: GateState, command: Configure): Outcome<'configure'> {
  const { config, rule_set } = command;
  const current = state.config?.version ?? 0;
  const slippage = command.slippage_bps ?? state.slippage_bps;
  const fee = command.fee_per_unit ?? state.fee_per_unit;
  const sameTerms = slippage === state.slippage_bps && fee === state.fee_per_unit;
  const newer = config.version > current;
  if (!newer && (sameTerms || state.config === null)) return { answer: { kind: 'configure', version: current }, events: [] };
  const next = newer ? config : (state.config ?? config);
  const symbol = newer ? beyondReach(state, next) : null;
  if (symbol !== null) return { answer: { kind: 'configure', version: current }, events: rejected(state, symbol) };
  const before = state.config?.limits.enabled ?? true;
  const requests = requestsChanged(state.config, next);
  const event: GateEvent = {
    type: 'CONFIG_ACTIVATED',
    ...UNSTAMPED,
    version: next.version,
    checks: before === next.limits.enabled ? null : next.limits.enabled ? 'on' : 'off',
    slippage_bps: slippage,
    ...(fee === null ? {} : { fee_per_unit: fee }),
    config: next,
    rule_set: newer && rule_set !== state.rule_set ? rule_set : null,
    ...(requests.length === 0 ? {} : { requests }),
  };
  return { answer: { kind: 'configure', version: next.version }, events: [event] };
}

/** What is held could not be reckoned with under another multiplier or currency: the last good configuration stays in force. */
function rejected(state: GateState, symbol: string): GateEvent[] {
  const fault = 'what is held in it would be worth more than can be reckoned with; close it first';
  return decideRejection(state, { kind: 'reject_config', source: 'instruments', place: symbol, fault }).events;
}

export function decideRejection(state: GateState, { source, place, fault }: RejectConfig): Outcome<'reject_config'> {
  const told = state.faults.get(source) !== `${place}\n${fault}`;
  const events: GateEvent[] = told ? [{ type: 'CONFIG_REJECTED', ...UNSTAMPED, source, place, fault }] : [];
  return { answer: { kind: 'reject_config', told }, events };
}

export function decideCalendar(state: GateState, { day, ends_on, days_left }: WarnOfCalendar): Outcome<'warn_of_calendar'> {
  const told = (state.faults.get(CALENDAR) ?? '') < day;
  const events: GateEvent[] = told ? [{ type: 'CALENDAR_ENDING', ...UNSTAMPED, day, ends_on, days_left }] : [];
  return { answer: { kind: 'warn_of_calendar', told }, events };
}

export function decideDifference(
  state: GateState,
  { account, broker, differences }: WarnOfDifference,
): Outcome<'warn_of_difference'> {
  const told = state.accounts.has(account);
  const events: GateEvent[] = told ? [{ type: 'DIFFERENCE_FOUND', ...UNSTAMPED, account, broker, differences }] : [];
  return { answer: { kind: 'warn_of_difference', told }, events };
}

export function decideTrouble(state: GateState, { account, broker, code, message }: WarnOfTrouble): Outcome<'warn_of_trouble'> {
  const told = state.accounts.has(account);
  const events: GateEvent[] = told ? [{ type: 'TROUBLE_FOUND', ...UNSTAMPED, account, broker, code, message }] : [];
  return { answer: { kind: 'warn_of_trouble', told }, events };
}

export function decideAuditFault({ finding }: WarnOfAudit): Outcome<'warn_of_audit'> {
  return { answer: { kind: 'warn_of_audit' }, events: [{ type: 'AUDIT_FAULT_FOUND', ...UNSTAMPED, finding }] };
}
