import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { RunningProcess } from '#gate-host/run-process.js';
import { AppModule } from '../app.module.js';
import { accessTable, plainTable, withTable } from './access-table.js';
import { describe as describeApi } from './description.js';
import { describeMessages } from './messages.js';

const written = (file: string): unknown => JSON.parse(readFileSync(`docs/${file}`, 'utf8'));
const FORGOTTEN = 'run npm run generate, and look at what it changed';

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  'x-needs'?: string;
  responses: Record<string, unknown>;
}
const operationsOf = (api: OpenAPIObject) =>
  Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method, ...operation })),
  );

describe('the description of the API', () => {
  let api: OpenAPIObject;
  beforeAll(async () => {
    const noProcess = undefined as unknown as RunningProcess;
    const app = await NestFactory.create(AppModule.of(noProcess), new FastifyAdapter(), { preview: true, logger: ['error'] });
    api = describeApi(app);
  });

  it('is what the routes and contracts say', () => {
    if (JSON.stringify(api) !== JSON.stringify(written('openapi.json'))) throw new Error(`docs/openapi.json: ${FORGOTTEN}`);
    if (JSON.stringify(describeMessages()) !== JSON.stringify(written('live-messages.schema.json')))
      throw new Error(`docs/live-messages.schema.json: ${FORGOTTEN}`);
    const page = readFileSync('docs/access.md', 'utf8');
    if (plainTable(withTable(page, accessTable(api))) !== plainTable(page)) throw new Error(`docs/access.md: ${FORGOTTEN}`);
  });

  it('names every route, says what its caller needs, and gives it a tag and a success', () => {
    const operations = operationsOf(api);
    expect(operations.length).toBeGreaterThan(28);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { path, method, summary = '', tags = [], responses, ...operation } of operations) {
      const route = `${method} ${path}`;
      expect([route, operation['x-needs'] ?? 'no @Operation']).toEqual([route, expect.stringMatching(/^[a-z]+(\.[a-z_]+)?$/)]);
      expect([route, summary.length > 5, tags.length]).toEqual([route, true, 1]);
      expect([route, Object.keys(responses).some((status) => /^[23]/.test(status))]).toEqual([route, true]);
    }
  });

  it('refers to no schema that it does not have', () => {
    const names = [...JSON.stringify(api).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => !api.components?.schemas?.[name])).toEqual([]);
  });
});
