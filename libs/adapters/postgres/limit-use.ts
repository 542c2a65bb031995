import type { DataSource } from 'typeorm';
import { NEARLY_BP } from '#core/monitor/use-tally.js';
import { LimitUseDays, type LimitUseMinute } from '#core/ports/limit-use.js';
import { poolOf } from './pool.js';

const ROWS_AT_ONCE = 5000;

const ADD = `
  INSERT INTO limit_use_days AS d (date, scope, limit_name, account, words, unit, looks, sum_bp, minutes, minutes_nearly, peak_bp, peak_at, peak_symbol,
    peak_used, peak_limit, last_minute)
  SELECT $1::date, scope, limit_name, account, words, unit, looks, sum_bp, 1, CASE WHEN peak_bp >= ${NEARLY_BP} THEN 1 ELSE 0 END, peak_bp,
    to_timestamp(peak_ms / 1000.0), peak_symbol, peak_used, peak_limit, to_timestamp($2::float8 / 1000)
  FROM json_to_recordset($3::json) AS r(scope text, limit_name text, account text, words text, unit text, looks bigint, sum_bp bigint, peak_bp bigint,
    peak_ms float8, peak_symbol text, peak_used float8, peak_limit float8)
  ON CONFLICT (date, scope, limit_name) DO UPDATE SET looks = d.looks + excluded.looks, sum_bp = d.sum_bp + excluded.sum_bp,
    minutes = d.minutes + 1, minutes_nearly = d.minutes_nearly + excluded.minutes_nearly, words = excluded.words, last_minute = excluded.last_minute,
    (peak_bp, peak_at, peak_symbol, peak_used, peak_limit) = (SELECT (p).peak_bp, (p).peak_at, (p).peak_symbol, (p).peak_used, (p).peak_limit
      FROM (SELECT CASE WHEN excluded.peak_bp > d.peak_bp THEN excluded ELSE d END AS p) highest)
  WHERE d.last_minute < excluded.last_minute`;

export class PostgresLimitUseDays extends LimitUseDays {
  constructor(private readonly db: DataSource) {
    super();
  }

  override async add(date: string, minuteMs: number, minutes: readonly LimitUseMinute[]): Promise<void> {
    for (let from = 0; from < minutes.length; from += ROWS_AT_ONCE)
      await poolOf(this.db).query(ADD, [date, minuteMs, JSON.stringify(minutes.slice(from, from + ROWS_AT_ONCE))]);
  }
}
