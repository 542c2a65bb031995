import { setImmediate } from 'node:timers/promises';
import { type AskedScope, type EffectiveLimit, effectiveLimits, warningsOf } from '#core/portfolio/effective-limits.js';
import { type AccountUse, accountUses, eachUseInSteps, type UseVisitor } from '#core/portfolio/limit-uses.js';
import { tiersOf } from '#core/controls/tiers.js';
import { type FirmView, firmViewInSteps } from '#core/portfolio/firm-view.js';
import type { AnswerOf, GateCommand } from '#core/gate/command.js';
import type { Lock } from '#core/gate/accounts.js';
import { freeCash } from '#core/gate/funds.js';
import { persistingCause } from '#core/gate/breakers.js';
import type { BreakerMode, DayRecord } from '#core/gate/event.js';
import { type Halt, isOver } from '#core/gate/halts.js';
import type { Beat } from '#core/gate/heartbeat.js';
import { type BreakerState, CALENDAR, type GateState, type OrderState, type QuoteState } from '#core/gate/state.js';
import { initialMarginOf } from '#core/controls/margin.js';
import { contractOf } from '#core/gate/contracts.js';
import { dayOf } from '#core/gate/valuation.js';
import { ownSumsOf } from '#core/gate/own-margin.js';
import { formatMoney, type Money } from '#core/model/money.js';
import type { OrderStatus } from '#core/model/order.js';
import type { BrokerOrder, BrokerQuote, ExecutionReport } from '#core/ports/broker.js';
import { type Gate, StateUnavailableError } from '#core/ports/gate.js';
import {
  type AccountAdoption,
  type AccountSample,
  BreakerCausePersistsError,
  CloseTooLateError,
  type BreakerClosing,
  type ClosedBreaker,
  type ConfigInForce,
  type Control,
  LiveBook,
  type LiveOrder,
  type LivePosition,
  type LiveQuote,
  type LiveSession,
  ReportGapError,
  type MonitorState,
  type ModeOfBreaker,
  type OpenBreaker,
  type Tick,
  type Trip,
  UnknownScopeError,
} from '#core/ports/live-book.js';
import type { GateHost } from './host.js';
import type { NoteUsage } from '#core/gate/command.js';
import { isUsageKey, usageLevels } from '#core/gate/usage-levels.js';

const nowUs = () => Date.now() * 1000;
const FIRM_FRESH_MS = 1000;

/** Reads from the state that this process folds; commands go to the active gate. */
export class GateBook extends LiveBook {
  private seen: { at_ms: number; view: Promise<FirmView> } | null = null;

  constructor(
    private readonly host: GateHost,
    private readonly gate: Gate,
  ) {
    super();
  }

  /** Computes an answer at once, and gives it when the log keeps everything that it has seen. */
  private async read<T>(ask: (state: GateState) => T): Promise<T> {
    const answer = ask(await this.host.caughtUp());
    await this.host.kept();
    return answer;
  }

  override async control(): Promise<Control> {
    const { behind_us, entries } = this.host.journal;
    const gate_active = await this.gate.active();
    return this.read((state) => ({
      ready: state.config !== null,
      gate_active,
      generation: state.generation,
      config_version: state.config?.version ?? 0,
      broker_sequence: state.broker_sequence,
      mark_age_us: nowUs() - state.tick.known_us,
      relay_age_us: behind_us,
      relay_entries: entries,
    }));
  }

  override config(): Promise<ConfigInForce> {
    return this.read(({ config, rules }) => {
      if (!config || !rules) throw new StateUnavailableError('STATE_UNAVAILABLE', 'no configuration is in force yet');
      return { config, rules };
    });
  }

  override accounts(): Promise<string[]> {
    return this.read((state) => [...state.accounts.keys()].sort());
  }

  override symbols(): Promise<string[]> {
    return this.read((state) => Object.keys(state.config?.symbols ?? {}).sort());
  }

  override order(orderId: string): Promise<LiveOrder | null> {
    return this.read((state) => {
      const open = state.orders.get(orderId);
      return open ? liveOrder(open) : null;
    });
  }

  override openOrders(): Promise<LiveOrder[]> {
    return this.read((state) => [...state.orders.values()].map(liveOrder));
  }

  override openOrderCount(): Promise<number> {
    return this.read((state) => state.orders.size);
  }

  override positions(account: string): Promise<LivePosition[]> {
    return this.read((state) => {
      const positions = [...(state.accounts.get(account)?.positions.values() ?? [])];
      return positions
        .toSorted((a, b) => a.symbol.localeCompare(b.symbol))
        .map(({ symbol, quantity, cost, realized, value, open_buys, open_sells, exposure }) => ({
          ...{ account, symbol, quantity, cost, realized_pnl: realized, value, open_buys, open_sells, exposure },
          ...contractIn(state, symbol),
        }));
    });
  }

  override inUse(symbols: readonly string[]): Promise<string[]> {
    return this.read((state) =>
      symbols.filter(
        (symbol) => (state.sums.get(`firm/symbol:${symbol}`)?.count ?? 0) > 0 || (state.quotes.get(symbol)?.slices.size ?? 0) > 0,
      ),
    );
  }

  override day(account: string): Promise<DayRecord | null> {
    return this.read((state) => {
      const known = state.accounts.get(account);
      return known ? dayOf(state, known) : null;
    });
  }

  override freeCash(account: string): Promise<Money | null> {
    return this.read((state) => {
      const known = state.accounts.get(account);
      return known ? freeCash(state, known) : null;
    });
  }

  override samples(): Promise<AccountSample[]> {
    return this.read((state) =>
      [...state.accounts.values()].map((account) => ({
        day: dayOf(state, account),
        initial_margin: initialMarginOf(account.gross, ownSumsOf(account)),
        maintenance: account.maintenance,
        max_leverage_hundredths: state.config ? tiersOf(state.config).limitsOf(account.account).max_leverage_hundredths : 0,
      })),
    );
  }

  override eachUse(visit: UseVisitor): Promise<void> {
    return this.inSteps((state) => eachUseInSteps(state, visit));
  }

  /** A long look: orders and marks of this process go first between its steps. */
  private async inSteps<T>(look: (state: GateState) => Generator<void, T>): Promise<T> {
    const steps = look(await this.host.caughtUp());
    for (;;) {
      const { done, value } = steps.next();
      if (done) {
        await this.host.kept();
        return value;
      }
      await setImmediate();
    }
  }

  override async firm(): Promise<FirmView> {
    // Ten thousand accounts take some time, and everybody who looks asks every two seconds: one pass serves all of a second.
    if (this.seen === null || Date.now() - this.seen.at_ms > FIRM_FRESH_MS)
      this.seen = { at_ms: Date.now(), view: this.inSteps(firmViewInSteps) };
    const { view } = this.seen;
    view.catch(() => {
      this.seen = null;
    });
    return view;
  }

  override accountUses(account: string): Promise<AccountUse[] | null> {
    return this.read((state) => accountUses(state, account, Math.max(nowUs(), state.clock_us)));
  }

  override attempts(account: string): Promise<{ in_second: number; in_burst: number; messages: number }> {
    return this.read((state) => {
      const known = state.accounts.get(account);
      const attempts = known?.attempts;
      const messagesUs = (state.config?.limits.message_window_seconds ?? 1) * 1_000_000;
      const burstUs = (state.config?.limits.burst_window_seconds ?? 1) * 1_000_000;
      const at = Math.max(nowUs(), state.clock_us);
      const messages = (attempts?.inMessages(at, messagesUs) ?? 0) + (known?.cancels.inMessages(at, messagesUs) ?? 0);
      return { in_second: attempts?.inSecond(at) ?? 0, in_burst: attempts?.inBurst(at, burstUs) ?? 0, messages };
    });
  }

  override quote(symbol: string): Promise<LiveQuote | null> {
    return this.read((state) => {
      const quote = state.quotes.get(symbol);
      return quote && isKnown(quote) ? { ...record(quote), revision: quote.revision, at_us: quote.at_us } : null;
    });
  }

  override quotes(symbols: string[]) {
    return this.read((state) =>
      symbols.flatMap((symbol) => {
        const quote = state.quotes.get(symbol);
        return quote && isKnown(quote) ? [{ ...record(quote), age_us: Math.max(0, nowUs() - quote.at_us) }] : [];
      }),
    );
  }

  override effectiveLimits(asked: AskedScope): Promise<EffectiveLimit[] | null> {
    return this.read((state) => effectiveLimits(state, asked, Math.max(nowUs(), state.clock_us)));
  }

  override warnings(scope: string, changed?: readonly string[]): Promise<string[]> {
    return this.read((state) => warningsOf(state, scope, Math.max(nowUs(), state.clock_us), changed));
  }

  override heartbeats(): Promise<Beat[]> {
    return this.read(({ beats }) => [...beats.values()].map((beat) => ({ ...beat })));
  }

  override orderSessions(): Promise<LiveSession[]> {
    return this.read(({ sessions, orders }) => {
      const open = new Map<string, number>();
      if (sessions.size > 0)
        for (const { order } of orders.values())
          if (order.session !== undefined) open.set(order.session, (open.get(order.session) ?? 0) + 1);
      return [...sessions.values()].map((session) => ({ ...session, open_orders: open.get(session.session_id) ?? 0 }));
    });
  }

  override halts(): Promise<Halt[]> {
    const now = Date.now();
    return this.read(({ halts }) => [...halts.values()].filter((halt) => !isOver(halt, now)));
  }

  override locks(): Promise<Lock[]> {
    return this.read(({ locks }) => [...locks.values()]);
  }

  override breakers(): Promise<OpenBreaker[]> {
    return this.read((state) => [...state.breakers.values()].map(openBreaker).sort((a, b) => a.breaker_id - b.breaker_id));
  }

  override doubtsAboutReset(scope: string): Promise<{ persists: string | null; users: string[] }> {
    return this.read((state) => ({ persists: persistingCause(state, scope), users: state.runs.get(scope)?.users ?? [] }));
  }

  override async heartbeat(scope: string, timeoutMs: number, actor: string): Promise<boolean> {
    const answer = await this.ask({ kind: 'heartbeat', scope, timeout_ms: timeoutMs, actor });
    if (answer.kind === 'unavailable') throw new StateUnavailableError(answer.code, answer.message);
    return answer.armed;
  }

  override monitor(): Promise<MonitorState> {
    return this.read(({ tick }) => {
      const age = (us: number) => (us === 0 ? Infinity : nowUs() - us);
      const { holder, ticks, drift, stale_symbols } = tick;
      return { tick_age_us: age(tick.ticked_us), known_age_us: age(tick.known_us), holder, ticks, drift, stale_symbols };
    });
  }

  override rejectedSources(): Promise<string[]> {
    return this.read((state) => [...state.faults.keys()].filter((source) => source !== CALENDAR && !isUsageKey(source)));
  }

  // ---- commands ----

  override async requestCancel(orderId: string, actor: string): Promise<OrderStatus | null> {
    return (await this.ask({ kind: 'cancel', order_id: orderId, actor })).status;
  }

  override cancelOrders(chosen: { account: string | null; symbol: string | null }, actor: string): Promise<string[]> {
    return this.cancelAll(chosen, actor);
  }

  private async cancelAll(
    chosen: { account: string | null; symbol: string | null; scope?: string },
    actor: string,
  ): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const { order_ids, more } = await this.ask({ kind: 'cancel_orders', ...chosen, actor });
      ids.push(...order_ids);
      if (!more) return ids;
    }
  }

  override async trip(trip: Trip): Promise<{ breaker_id: number; opened: boolean; canceled: number }> {
    const answer = await this.ask({ kind: 'trip', ...trip });
    if (answer.kind === 'unknown_scope') throw new UnknownScopeError(answer.code, answer.message);
    const { breaker_id, opened, canceled, more } = answer;
    if (more) await this.cancelAll({ account: null, symbol: null, scope: trip.scope }, trip.actor);
    return { breaker_id, opened, canceled };
  }

  override async close(closing: BreakerClosing): Promise<ClosedBreaker | null> {
    const answer = await this.ask({ kind: 'reset', ...closing });
    switch (answer.kind) {
      case 'closed': {
        const { kind: _, ...closed } = answer;
        return closed;
      }
      case 'not_open':
      case 'not_expired':
        return null;
      case 'too_late':
        throw new CloseTooLateError('the ask came too late: whoever asked hears no answer any more');
      case 'cause_persists': {
        if (answer.why !== undefined) throw new BreakerCausePersistsError(answer.why);
        const [loss, limit] = [formatMoney(answer.loss), formatMoney(answer.limit)];
        throw new BreakerCausePersistsError(`the daily loss is still $${loss}, at or beyond its limit of $${limit}`);
      }
      default:
        return answer satisfies never;
    }
  }

  override async changeMode(change: ModeOfBreaker): Promise<{ breaker: OpenBreaker; from: BreakerMode } | null> {
    const answer = await this.ask({ kind: 'change_mode', ...change });
    return answer.kind === 'not_open' ? null : { breaker: openBreaker(answer.breaker), from: answer.from };
  }

  override async tellBrokerState(account: string, broker: string, notReady: string | null): Promise<boolean> {
    return (await this.ask({ kind: 'broker_state', account, broker, not_ready: notReady })).told;
  }

  override async adoptAccount(adoption: AccountAdoption, after: number): Promise<boolean> {
    const positions = adoption.positions.map(({ symbol, quantity, average_price }) => ({ symbol, quantity, average_price }));
    const answer = await this.ask({ kind: 'adopt_account', ...adoption, positions, after });
    if (answer.kind === 'unavailable') throw new StateUnavailableError(answer.code, answer.message);
    return answer.adopted;
  }

  override async tick(day: string, holder: string): Promise<Tick> {
    const { kind: _, ...tick } = await this.ask({ kind: 'tick', day, holder });
    return tick;
  }

  override usageLevels(): Promise<Map<string, number>> {
    return this.read(usageLevels);
  }

  override async noteUsage(usage: Omit<NoteUsage, 'kind'>): Promise<void> {
    await this.ask({ kind: 'note_usage', ...usage });
  }

  override async warnOfCalendar(day: string, endsOn: string, daysLeft: number): Promise<boolean> {
    return (await this.ask({ kind: 'warn_of_calendar', day, ends_on: endsOn, days_left: daysLeft })).told;
  }

  override async warnOfAudit(finding: string): Promise<void> {
    await this.ask({ kind: 'warn_of_audit', finding });
  }

  override async closeDay(day: string, nextDay: string): Promise<number> {
    return (await this.ask({ kind: 'close_day', day, next_day: nextDay })).closed;
  }

  override async mark(day: string, quotes: BrokerQuote[]): Promise<void> {
    await this.ask({ kind: 'mark', day, quotes });
  }

  /** All at once, in their order: they leave in one packet and are kept by one append. */
  override async execute(day: string, reports: ExecutionReport[], after: number): Promise<number> {
    const previous = (i: number) => reports[i - 1]?.sequence ?? after;
    const answers = await Promise.all(reports.map((report, i) => this.ask({ kind: 'book', day, report, previous: previous(i) })));
    if (answers.some(({ outcome }) => outcome === 'gap')) throw new ReportGapError(after);
    return answers.filter(({ outcome }) => outcome === 'booked').length;
  }

  override async adopt(order: BrokerOrder, checkPrice: Money): Promise<boolean> {
    const { time_in_force: _, ...rest } = order;
    return (await this.ask({ kind: 'adopt', ...rest, check_price: checkPrice })).adopted;
  }

  override async tellHalt(symbol: string, broker: string, reason: string | null): Promise<boolean> {
    const scope = `symbol:${symbol}`;
    const before = await this.read(({ halts }) => halts.get(scope) ?? null);
    const stands = before !== null && (before.until_ms === null || before.until_ms > Date.now());
    // Who halted says when it is over.
    if (stands && before.actor !== broker) return false;
    if (stands ? before.reason === reason : reason === null) return false;
    const told = reason ?? `${broker} says that trading goes on`;
    const answer = await this.ask({ kind: 'halt', scope, halted: reason !== null, reason: told, until_ms: null, actor: broker });
    if (answer.kind === 'unavailable') throw new StateUnavailableError(answer.code, answer.message);
    return answer.kind === 'halt' && answer.changed;
  }

  override async warnOfDifference(account: string, broker: string, differences: string): Promise<boolean> {
    return (await this.ask({ kind: 'warn_of_difference', account, broker, differences })).told;
  }

  override async warnOfTrouble(account: string, broker: string, code: string, message: string): Promise<boolean> {
    return (await this.ask({ kind: 'warn_of_trouble', account, broker, code, message })).told;
  }

  override async reconsider(orderId: string, amendmentId?: string): Promise<'send' | 'withdrawn' | 'gone'> {
    const of = amendmentId === undefined ? {} : { amendment_id: amendmentId };
    return (await this.ask({ kind: 'reconsider', order_id: orderId, ...of })).verdict;
  }

  override async openAccount(account: string, cash: Money, day: string): Promise<boolean> {
    return (await this.ask({ kind: 'open_account', account, cash, day })).opened;
  }

  private ask<Command extends GateCommand>(command: Command): Promise<AnswerOf[Command['kind']]> {
    return this.gate.ask(command);
  }
}

const isKnown = (quote: QuoteState) => quote.revision > 0 || quote.at_us > 0 || quote.bid > 0;
const record = ({ symbol, bid, ask, frozen }: QuoteState) => ({ symbol, bid, ask, frozen });

function liveOrder(open: OrderState): LiveOrder {
  const { order, status, filled, leaves, hold, check_price, broker_order_id, cancel_requested, at_us, amending } = open;
  return {
    ...{ order, status, filled_quantity: filled, leaves_quantity: leaves, hold, check_price, broker_order_id, cancel_requested },
    accepted_at_us: at_us,
    amending: amending ?? null,
  };
}

function openBreaker(b: BreakerState): OpenBreaker {
  const { breaker_id, scope, mode, trigger_type, trigger_value, threshold, tripped_at_ms, expires_at_ms } = b;
  return { breaker_id, scope, mode, trigger_type, trigger_value, threshold, tripped_at_ms, expires_at_ms };
}

function contractIn(state: GateState, symbol: string): Pick<LivePosition, 'contract'> {
  const found = contractOf(state, symbol);
  return found === null ? {} : { contract: { multiplier: found.multiplier, rate: found.rate, currency: found.currency } };
}
