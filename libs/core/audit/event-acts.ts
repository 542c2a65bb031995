import type {
  AccountAdopted,
  BreakerCauseAdded,
  BreakerModeChanged,
  BreakerReset,
  BreakerTripped,
  ConfigActivated,
  DayClosed,
  DayStarted,
  GateEvent,
  RequestChanged,
} from '../gate/event.js';
import { OF_FIRM } from '../gate/shorts.js';
import { formatMoney, formatQuantity } from '../model/money.js';
import type { Act } from '../ports/audit.js';
import { systemAct } from './entry.js';

/** Names by which Breakwater itself acts in the gate. */
const OURS: ReadonlySet<string> = new Set(['gate', 'breakwater', 'expiry', 'worker', 'database', '']);

/** Who did it, as far as an event or a row of the configuration says: a name, and the way by which it came. */
export function actorNamed(id: string, via: string): Act['actor'] {
  const ours = OURS.has(id) || via === 'expiry' || via === 'gate';
  const kind = ours ? 'system' : id.startsWith('key_') || id.startsWith('key:') ? 'key' : 'person';
  return { id: id === '' ? 'breakwater' : id, kind, via: via === '' ? 'gate' : via, ip_ref: null, strength: 'none' };
}

/** The acts of an event that changes something but an order; an order is covered with its decision and its reports. */
export function actsOf(event: GateEvent): Act[] {
  switch (event.type) {
    case 'BREAKER_TRIPPED':
    case 'BREAKER_CAUSE_ADDED':
      return [tripped(event)];
    case 'BREAKER_MODE_CHANGED':
    case 'BREAKER_RESET':
      return [loosened(event)];
    case 'CONFIG_ACTIVATED':
      return [activated(event), ...(event.requests ?? []).map((request) => requestAct(event, request))];
    case 'CONFIG_REJECTED':
      return [{ ...act(event, 'config.rejected', event.source), outcome: 'refused', reason: `${event.place}: ${event.fault}` }];
    case 'CONFIG_ACCEPTED':
      return [act(event, 'config.accepted', event.source)];
    case 'ACCOUNT_OPENED': {
      const { account, cash, day } = event;
      return [{ ...act(event, 'account.opened', `account:${account}`), after: { cash: formatMoney(cash), day } }];
    }
    case 'CASH_MOVED': {
      const { account, amount, actor, reason } = event;
      const moved = {
        ...act(event, 'cash.moved', `account:${account}`),
        after: { amount: formatMoney(amount), ...(event.what === undefined ? {} : { what: event.what }) },
      };
      return [{ ...moved, actor: actorNamed(actor, 'gate'), reason }];
    }
    case 'SCOPE_LOCKED':
    case 'SCOPE_ARMED': {
      const { type, scope, actor, reason } = event;
      const done = act(event, type === 'SCOPE_LOCKED' ? 'scope.locked' : 'scope.armed', scope);
      return [{ ...done, actor: actorNamed(actor, 'api'), reason }];
    }
    case 'HALT_CHANGED': {
      const { scope, halted, reason, until_ms, actor } = event;
      const done = { ...act(event, halted ? 'market.halted' : 'market.resumed', scope), actor: actorNamed(actor, 'api'), reason };
      return [{ ...done, after: { until_ms } }];
    }
    case 'SPLIT_APPLIED': {
      const { symbol, numerator, denominator, positions, actor, reason } = event;
      const done = { ...act(event, 'symbol.split', `symbol:${symbol}`), actor: actorNamed(actor, 'api'), reason };
      return [{ ...done, after: { numerator, denominator, positions: positions.length } }];
    }
    case 'FLATTEN_STARTED': {
      const { scope, protect_bps, actor, reason } = event;
      return [{ ...act(event, 'flatten.started', scope), actor: actorNamed(actor, 'api'), reason, after: { protect_bps } }];
    }
    case 'FLATTEN_ENDED':
      return [{ ...act(event, 'flatten.ended', event.scope), after: { positions_left: event.positions_left } }];
    case 'LOCATE_BOOKED': {
      const { account, symbol, day, quantity, lender, actor, reason } = event;
      const done = {
        ...act(event, 'locate.booked', `${account === OF_FIRM ? 'firm' : `account:${account}`}/symbol:${symbol}`),
        actor: actorNamed(actor, 'api'),
        reason,
      };
      return [{ ...done, after: { day, quantity, lender } }];
    }
    case 'ACCOUNT_ADOPTED':
      return [adopted(event)];
    case 'ACTIVITY_BOOKED': {
      const { account, what, symbol, cash, units, reason } = event;
      const moved = { what, symbol, cash: formatMoney(cash), units: formatQuantity(units) };
      return [{ ...act(event, 'account.activity', `account:${account}`), reason, after: moved }];
    }
    case 'TROUBLE_FOUND': {
      const { account, broker, code, message } = event;
      return [
        { ...act(event, 'broker.trouble', `account:${account}`), outcome: 'failed', reason: message, after: { broker, code } },
      ];
    }
    case 'DIFFERENCE_FOUND': {
      const { account, broker, differences } = event;
      return [
        { ...act(event, 'account.differs', `account:${account}`), outcome: 'failed', reason: differences, after: { broker } },
      ];
    }
    case 'BROKER_STATE_CHANGED': {
      const { account, broker, not_ready } = event;
      const action = not_ready === null ? 'broker.ready' : 'broker.not_ready';
      return [{ ...act(event, action, `account:${account}`), reason: not_ready, after: { broker } }];
    }
    case 'DAY_STARTED':
    case 'DAY_CLOSED':
      return [dayAct(event)];
    case 'TICKED':
      return event.drift === 0
        ? []
        : [
            {
              ...act(event, 'pnl.drift', 'positions'),
              outcome: 'failed',
              after: { positions: event.drift, holder: event.holder },
            },
          ];
    case 'REPORT_SET_ASIDE':
      return [{ ...act(event, 'report.set_aside', `execution:${event.execution_id}`), outcome: 'refused', reason: event.why }];
    case 'CALENDAR_ENDING':
      return [{ ...act(event, 'calendar.ending', event.ends_on), after: { days_left: event.days_left } }];
    case 'AUDIT_FAULT_FOUND':
      return [{ ...act(event, 'audit.fault_found', 'audit'), outcome: 'failed', reason: event.finding }];
    case 'STATE_RESTORED':
      return [{ ...act(event, 'log.begun_again', 'log'), after: { generation: event.generation } }];
    default:
      return [];
  }
}

const act = (event: GateEvent, action: string, object: string): Act => systemAct(action, object, event.at_ms * 1000, 'gate');

function tripped(event: BreakerTripped | BreakerCauseAdded): Act {
  const { breaker_id, scope, mode, trigger_type, trigger_value, threshold, actor, reason, expires_at_ms } = event;
  const first = event.type === 'BREAKER_TRIPPED';
  const figures = { loss: formatMoney(trigger_value), limit: formatMoney(threshold) };
  return {
    ...act(event, first ? 'breaker.tripped' : 'breaker.cause_added', scope),
    actor: actorNamed(actor, first ? event.source : ''),
    reason,
    after: { breaker_id, mode, trigger_type, expires_at_ms, ...(trigger_value !== 0 ? figures : {}) },
  };
}

function loosened(event: BreakerModeChanged | BreakerReset): Act {
  const { breaker_id, scope, actor, reason, source } = event;
  const reset = event.type === 'BREAKER_RESET';
  return {
    ...act(event, reset ? 'breaker.reset' : 'breaker.mode_changed', scope),
    actor: actorNamed(actor, source),
    reason,
    after: reset ? { breaker_id } : { breaker_id, mode: event.mode },
  };
}

function adopted(event: AccountAdopted): Act {
  const { account, broker, cash, positions, actor, reason } = event;
  const held = Object.fromEntries(positions.map(({ symbol, quantity }) => [symbol, formatQuantity(quantity)]));
  const after = { broker, cash: formatMoney(cash), positions: held };
  return { ...act(event, 'account.adopted', `account:${account}`), actor: actorNamed(actor, 'api'), reason, after };
}

function activated(event: ConfigActivated): Act {
  const { version, config, checks, slippage_bps, fee_per_unit } = event;
  const terms = { slippage_bps, fee_per_unit: fee_per_unit === undefined ? null : formatMoney(fee_per_unit) };
  return {
    ...act(event, 'config.activated', `configuration:${version}`),
    after: { version, rules_hash: config.rules_hash, checks, ...terms },
    config_version: version,
  };
}

/** Who asked for an override of the firm, agreed, declined, withdrew or let it expire, with all that was asked. */
function requestAct(event: ConfigActivated, request: RequestChanged): Act {
  const { id, ended, asked_by, name, scope, codes, max_notional, uses, until_us, asked_us, ends_us, reason } = request;
  const iso = (us: number) => new Date(us / 1000).toISOString();
  const times = { until: iso(until_us), asked_at: iso(asked_us), ends_at: iso(ends_us) };
  const content = { name, scope, codes: [...codes], max_notional: formatMoney(max_notional), uses, asked_by, reason, ...times };
  const by = ended?.by ?? asked_by;
  return {
    ...act(event, `override.${ended?.how ?? 'asked'}`, `override_request:${id}`),
    actor: ended?.how === 'expired' ? actorNamed(by, 'worker') : actorNamed(`user:${by}`, 'api'),
    reason: ended === undefined ? reason : ended.reason === '' ? null : ended.reason,
    after: content,
    config_version: event.version,
  };
}

function dayAct(event: DayStarted | DayClosed): Act {
  const { account, date, cash, day_start_equity, total_pnl, realized_pnl, fees } = event.day;
  const figures = Object.entries({ cash, day_start_equity, total_pnl, realized_pnl, fees });
  const after = { date, ...Object.fromEntries(figures.map(([name, value]) => [name, formatMoney(value)])) };
  return { ...act(event, event.type === 'DAY_CLOSED' ? 'day.closed' : 'day.started', `account:${account}`), after };
}
