import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import type { z } from 'zod';
import { type TimeWindowsAnswer, timeWindowsAnswer } from '#contracts/answers.js';
import { restrictionName, timeWindowBody } from '#contracts/instruments.js';
import { ChangeConfig } from '#core/config/change-config.js';
import { SCALABLE } from '#core/config/scaled.js';
import type { RiskConfig } from '#core/model/limits.js';
import { InForce } from '#core/ports/in-force.js';
import type { Principal } from '#core/access/principal.js';
import { Caller } from '../http/access.guard.js';
import { BODY, COMMAND, HISTORY, LIVE, Operation } from '../http/operation.js';
import { malformedField, notFound } from '../http/problems.js';

/** Parts of the exchange's day in which limits are smaller, or only some orders pass. */
@Controller('api/time-windows')
export class TimeWindowsController {
  constructor(
    private readonly inForce: InForce,
    private readonly config: ChangeConfig,
  ) {}

  @Get()
  @Operation({
    ...{ id: 'listTimeWindows', tag: 'limits', needs: 'read', answer: timeWindowsAnswer },
    summary: 'Windows of the day',
    problems: LIVE,
  })
  async windows(): Promise<TimeWindowsAnswer> {
    return present((await this.inForce.current()).config);
  }

  @Put(':name')
  @Operation({
    ...{ id: 'setTimeWindow', tag: 'limits', needs: 'limits.change', answer: timeWindowsAnswer },
    summary: 'Make a window of the day, or change it',
    description:
      'Counted in minutes from the open or the close of the New York Stock Exchange, half days included. `scale` makes the named limits of accounts smaller; where windows overlap the smallest factor holds.',
    examples: {
      'half before the close': {
        ...{ anchor: 'close', from_minutes: -15, to_minutes: 0, limits: ['max_order_size'], factor_pct: 50 },
      },
    },
    means: 'In force for the very next order',
    problems: [...BODY, ...COMMAND, ...HISTORY],
  })
  async set(
    @Param('name', { schema: restrictionName }) name: string,
    @Body({ schema: timeWindowBody }) { limits, factor_pct, reason, ...window }: z.output<typeof timeWindowBody>,
    @Caller() caller: Principal,
  ): Promise<TimeWindowsAnswer> {
    const names = limits.map((wire): string => {
      const found = SCALABLE.find((limit) => limit.wire === wire);
      if (!found) throw malformedField('limits', `${wire} is no limit that a window scales`);
      return found.name;
    });
    const entry = { ...window, limits: names, factor_bps: Math.round(factor_pct * 100) };
    return present(await this.config.change({ windows: { [name]: entry } }, { actor: caller.id, reason, source: 'api' }));
  }

  @Delete(':name')
  @Operation({
    ...{ id: 'removeTimeWindow', tag: 'limits', needs: 'limits.change', answer: timeWindowsAnswer },
    summary: 'Take a window away',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', ...COMMAND, ...HISTORY],
  })
  async remove(
    @Param('name', { schema: restrictionName }) name: string,
    @Caller() caller: Principal,
  ): Promise<TimeWindowsAnswer> {
    const { config } = await this.inForce.current();
    if (!config.windows[name]) throw notFound(`there is no window ${name}`);
    return present(await this.config.change({ windows: { [name]: null } }, { actor: caller.id, reason: '', source: 'api' }));
  }
}

function present({ windows, version }: RiskConfig): TimeWindowsAnswer {
  const wires = new Map(SCALABLE.map(({ name, wire }) => [name as string, wire]));
  const all = Object.entries(windows).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    windows: all.map(([name, { limits, factor_bps, ...window }]) => ({
      ...{ name, ...window, limits: limits.map((limit) => wires.get(limit) ?? limit), factor_pct: factor_bps / 100 },
    })),
    version,
  };
}
