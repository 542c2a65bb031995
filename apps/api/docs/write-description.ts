/** `node write-description.js <file>`: the API's description without a running API, and the live messages beside it (npm run generate). */
import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { RunningProcess } from '#gate-host/run-process.js';
import { AppModule } from '../app.module.js';
import { accessTable, withTable } from './access-table.js';
import { describe } from './description.js';
import { describeMessages } from './messages.js';

// In a preview Nest reads the modules and makes nothing of them: no connection is opened.
const noProcess = undefined as unknown as RunningProcess;
const app = await NestFactory.create(AppModule.of(noProcess), new FastifyAdapter(), { preview: true, logger: ['error'] });
const [api = 'docs/openapi.json', messages = 'docs/live-messages.schema.json', access = 'docs/access.md'] = process.argv.slice(2);
const described = describe(app);
writeFileSync(api, `${JSON.stringify(described, null, 2)}\n`);
writeFileSync(access, withTable(readFileSync(access, 'utf8'), accessTable(described)));
writeFileSync(messages, `${JSON.stringify(describeMessages(), null, 2)}\n`);
