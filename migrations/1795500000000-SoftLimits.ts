import type { MigrationInterface, QueryRunner } from 'typeorm';

interface Row {
  version: number;
  config: { version: number; limits: Record<string, unknown> };
}

const NAME = 'warn_at_bps';
const SHARE_BPS = 8000;
const REASON = 'an order that uses more than 80 % of a limit is told';

/**
 * Warnings at 80 % of a limit. They are off in what was stored before, so that past decisions come out as they were written. On a fresh database the first
 * configuration, which was never in force, has them; else they are one more version.
 */
export class SoftLimits1795500000000 implements MigrationInterface {
  name = 'SoftLimits1795500000000';

  async up(runner: QueryRunner): Promise<void> {
    const [head] = (await runner.query('SELECT version, config FROM config_versions ORDER BY version DESC LIMIT 1')) as Row[];
    if (!head || head.config.limits[NAME] !== undefined) return;
    const config = { ...head.config, limits: { ...head.config.limits, [NAME]: SHARE_BPS } };
    if (head.version === 1) {
      await unguarded(runner, () =>
        runner.query('UPDATE config_versions SET config = $1 WHERE version = 1', [JSON.stringify(config)]),
      );
      return;
    }
    const version = head.version + 1;
    await runner.query(
      `INSERT INTO config_versions (version, config, actor, source, reason) VALUES ($1, $2, 'breakwater', 'seed', $3)`,
      [version, JSON.stringify({ ...config, version }), REASON],
    );
    await runner.query(
      `INSERT INTO config_changes (version, field, from_value, to_value, actor, source, reason)
       VALUES ($1, 'warn_at_pct', 'off', '80.00', 'breakwater', 'seed', $2)`,
      [version, REASON],
    );
  }

  /** On a database that was in use the version stays, for decisions name it. */
  async down(runner: QueryRunner): Promise<void> {
    await unguarded(runner, () =>
      runner.query(
        `UPDATE config_versions SET config = config #- '{limits,warn_at_bps}'
         WHERE version = 1 AND NOT EXISTS (SELECT FROM config_versions WHERE version > 1)`,
      ),
    );
    await runner.query(`DELETE FROM limit_values WHERE name = 'warn_at_pct'`);
  }
}

async function unguarded(runner: QueryRunner, work: () => Promise<unknown>): Promise<void> {
  await runner.query('ALTER TABLE config_versions DISABLE TRIGGER config_versions_append_only');
  await work();
  await runner.query('ALTER TABLE config_versions ENABLE TRIGGER config_versions_append_only');
}
