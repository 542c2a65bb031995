import { Body, Controller, Delete, Get, Param, Put, Post } from '@nestjs/common';
import type { z } from 'zod';
import { type InstrumentsAnswer, instrumentsAnswer, type StrategiesAnswer, strategiesAnswer } from '#contracts/answers.js';
import { instrumentBody, instrumentsCsvBody, strategyBody } from '#contracts/instruments.js';
import { strategyName, ticker } from '#contracts/order.js';
import { ChangeConfig } from '#core/config/change-config.js';
import { instrumentTexts, readInstrument } from '#core/config/instrument-fields.js';
import { CsvFaultsError, readInstrumentsCsv } from '#core/config/instruments-csv.js';
import { isAnotherContract } from '#core/gate/contract-changes.js';
import type { RiskConfig } from '#core/model/limits.js';
import { toDollars } from '#core/model/money.js';
import type { Instrument } from '#core/model/reference.js';
import { InForce } from '#core/ports/in-force.js';
import { LiveBook } from '#core/ports/live-book.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { malformedField, notFound, ProblemError, problem } from '../http/problems.js';

const CHANGE = [...BODY, 'NOT_FOUND', ...COMMAND, ...HISTORY] as const;
const SET = [...CHANGE, 'CHANGE_REFUSED'] as const;

/** What is known of instruments, and which strategies there are. Each change is a version of the configuration, in force for the very next order. */
@Controller('api')
export class InstrumentsController {
  constructor(
    private readonly inForce: InForce,
    private readonly config: ChangeConfig,
    private readonly book: LiveBook,
  ) {}

  @Get('instruments')
  @Operation({
    ...{ id: 'listInstruments', tag: 'instruments', needs: 'read', answer: instrumentsAnswer },
    summary: 'Every symbol that may be traded, with what is known of it',
    problems: LIVE,
  })
  async instruments(): Promise<InstrumentsAnswer> {
    return present((await this.inForce.current()).config);
  }

  @Put('instruments/:symbol')
  @Operation({
    ...{ id: 'setInstrument', tag: 'instruments', needs: 'limits.change', answer: instrumentsAnswer },
    summary: 'Say what is known of a symbol; what is not named is not known',
    examples: { 'a share': { step: '1', ticks: '0:0.0001 1:0.01', asset_class: 'equity', sector: 'technology' } },
    means: 'In force for the very next order',
    problems: SET,
  })
  async set(
    @Param('symbol', { schema: ticker }) symbol: string,
    @Body({ schema: instrumentBody }) { reason = '', ...texts }: z.output<typeof instrumentBody>,
    @Caller() caller: Principal,
  ): Promise<InstrumentsAnswer> {
    await this.requireTraded([symbol]);
    const instrument = readInstrument(texts, (field, fault) => malformedField(field, fault));
    await this.requireUnused({ [symbol]: instrument });
    const origin = { actor: caller.id, reason, source: 'api' };
    return present(await this.config.change({ instruments: { [symbol]: instrument } }, origin));
  }

  @Post('instruments/csv')
  @Operation({
    ...{ id: 'importInstruments', tag: 'instruments', needs: 'limits.change', answer: instrumentsAnswer },
    summary: 'Say what is known of many symbols, out of CSV; all lines or none',
    description:
      'The first line names the columns: symbol, and the fields of an instrument. Every bad field is named by its line and column.',
    examples: { 'two shares': { csv: 'symbol,step,ticks,sector\nAAPL,1,0:0.0001 1:0.01,technology\nSPY,1,0:0.0001 1:0.01,\n' } },
    means: 'In force for the very next order',
    problems: SET,
  })
  async import(
    @Body({ schema: instrumentsCsvBody }) { csv, reason = '' }: z.output<typeof instrumentsCsvBody>,
    @Caller() caller: Principal,
  ): Promise<InstrumentsAnswer> {
    const { config } = await this.inForce.current();
    try {
      const instruments = readInstrumentsCsv(csv, new Set(Object.keys(config.symbols)));
      await this.requireUnused(instruments);
      return present(await this.config.change({ instruments }, { actor: caller.id, reason, source: 'api' }));
    } catch (error) {
      if (!(error instanceof CsvFaultsError)) throw error;
      const violations = error.faults.map(({ place, fault }) => ({ code: 'FIELD_INVALID', field: place, message: fault }));
      throw new ProblemError(problem('REQUEST_INVALID', error.message, { violations }));
    }
  }

  @Get('strategies')
  @Operation({
    ...{ id: 'listStrategies', tag: 'instruments', needs: 'read', answer: strategiesAnswer },
    summary: 'The strategies that are declared; while there are none, an order may name any',
    problems: LIVE,
  })
  async strategies(): Promise<StrategiesAnswer> {
    return presentStrategies((await this.inForce.current()).config);
  }

  @Put('strategies/:strategy')
  @Operation({
    ...{ id: 'setStrategy', tag: 'instruments', needs: 'limits.change', answer: strategiesAnswer },
    summary: 'Declare a strategy, in which accounts and symbols it may trade, and its capital',
    examples: {
      'one account': { accounts: ['default'], symbols: null },
      'with capital': { accounts: null, symbols: null, capital: '250000.00', reason: 'as of this morning' },
    },
    means: 'In force for the very next order; orders of strategies that are not declared are refused',
    problems: CHANGE,
  })
  async setStrategy(
    @Param('strategy', { schema: strategyName }) strategy: string,
    @Body({ schema: strategyBody }) { reason = '', ...declared }: z.output<typeof strategyBody>,
    @Caller() caller: Principal,
  ): Promise<StrategiesAnswer> {
    const { accounts, symbols } = declared;
    if (symbols) await this.requireTraded(symbols);
    const known = await this.book.accounts();
    const stranger = accounts?.find((account) => !known.includes(account));
    if (stranger !== undefined) throw malformedField('accounts', `${stranger} is not an account`);
    const origin = { actor: caller.id, reason, source: 'api' };
    return presentStrategies(await this.config.change({ strategies: { [strategy]: declared } }, origin));
  }

  @Delete('strategies/:strategy')
  @Operation({
    ...{ id: 'removeStrategy', tag: 'instruments', needs: 'limits.change', answer: strategiesAnswer },
    summary: 'A strategy is no longer declared; its positions stay its own',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async removeStrategy(
    @Param('strategy', { schema: strategyName }) strategy: string,
    @Caller() caller: Principal,
  ): Promise<StrategiesAnswer> {
    const { config } = await this.inForce.current();
    if (!config.strategies[strategy]) throw notFound(`${strategy} is not a strategy`);
    const origin = { actor: caller.id, reason: '', source: 'api' };
    return presentStrategies(await this.config.change({ strategies: { [strategy]: null } }, origin));
  }

  /** What a unit is worth may change only while nobody holds any. */
  private async requireUnused(instruments: Readonly<Record<string, Instrument>>): Promise<void> {
    const { config } = await this.inForce.current();
    const other = Object.entries(instruments).filter(([symbol, after]) => isAnotherContract(config.instruments[symbol], after));
    const [used] = await this.book.inUse(other.map(([symbol]) => symbol));
    if (used === undefined) return;
    const what = `the multiplier or currency of ${used} cannot change while it is held or orders in it are open`;
    throw new ProblemError(problem('CHANGE_REFUSED', `${what}; close the positions and cancel the orders first`));
  }

  private async requireTraded(symbols: readonly string[]): Promise<void> {
    const { config } = await this.inForce.current();
    const stranger = symbols.find((symbol) => !config.symbols[symbol]);
    if (stranger !== undefined) throw notFound(`${stranger} is not a symbol that may be traded`);
  }
}

function present({ symbols, instruments, version }: RiskConfig): InstrumentsAnswer {
  const all = Object.keys(symbols).sort();
  return {
    instruments: all.map((symbol) => {
      const known = instruments[symbol];
      return { symbol, fields: known ? instrumentTexts(known) : {} };
    }),
    version,
  };
}

function presentStrategies({ strategies, version }: RiskConfig): StrategiesAnswer {
  const all = Object.entries(strategies).sort(([a], [b]) => (a < b ? -1 : 1));
  const copied = (names: readonly string[] | null) => names && [...names];
  return {
    strategies: all.map(([strategy, { accounts, symbols, capital = null }]) => ({
      strategy,
      accounts: copied(accounts),
      symbols: copied(symbols),
      capital: capital === null ? null : toDollars(capital),
    })),
    version,
  };
}
