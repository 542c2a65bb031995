import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A channel's own words for title and text of its messages; null: as shipped. */
export class MessageTemplates1796050000000 implements MigrationInterface {
  name = 'MessageTemplates1796050000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alert_channels ADD COLUMN title_template text, ADD COLUMN text_template text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE alert_channels DROP COLUMN title_template, DROP COLUMN text_template');
  }
}
