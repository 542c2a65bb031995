import { readFileSync } from 'node:fs';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { createSchema } from 'zod-openapi';
import * as access from '#contracts/access.js';
import * as alerting from '#contracts/alerting.js';
import * as answers from '#contracts/answers.js';
import * as reports from '#contracts/reports.js';
import { problemAnswer } from '#contracts/problem.js';
import { EXAMPLES, TAGS } from '../http/operation.js';

/** Schemas that have a name in the description: each answer, by the name of its constant (`ordersAnswer` is `Orders`), and the problem. */
const NAMED: Record<string, z.ZodType> = Object.fromEntries(
  Object.entries({ ...answers, ...access, ...alerting, ...reports }).flatMap(([name, schema]) =>
    schema instanceof z.ZodType && name.endsWith('Answer') ? [[nameOf(name), schema]] : [],
  ),
);

function nameOf(constant: string): string {
  const name = constant.replace(/Answer$/, '');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function converted(schema: unknown, io: 'input' | 'output') {
  if (!(schema instanceof z.ZodType)) return undefined;
  return createSchema(schema, {
    ...{ io, openapiVersion: '3.1.0', schemaComponents: NAMED },
    opts: {
      // `format: date-time` says it; the pattern that goes with it is unreadable.
      override: ({ jsonSchema }) => {
        if (jsonSchema.format?.startsWith('date')) delete jsonSchema.pattern;
      },
    },
  });
}

/** The API as OpenAPI 3.1, made of the routes and of the schemas that check requests and type answers. */
export function describe(app: INestApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Breakwater')
    .setDescription(
      'Pre-trade risk: every order is checked before a broker sees it. Errors are RFC 9457 problem details with a stable `code`.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0');
  for (const [tag, words] of Object.entries(TAGS)) about.addTag(tag, words);
  const document = SwaggerModule.createDocument(app, about.build(), {
    standardSchemaConverter: (schema, { schemaType }) => converted(schema, schemaType),
  });
  for (const path of Object.values(document.paths))
    for (const operation of Object.values(path)) placeExamples(operation as Operated);
  Object.assign(((document.components ??= {}).schemas ??= {}), converted(problemAnswer, 'output')?.components);
  return document;
}

interface Operated {
  [EXAMPLES]?: Record<string, unknown>;
  requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> };
}

function placeExamples(operation: Operated): void {
  const { [EXAMPLES]: examples, requestBody } = operation;
  delete operation[EXAMPLES];
  const content = requestBody?.content['application/json'];
  if (examples && content)
    content.examples = Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
}

/** As `npm run generate` wrote it and the build has put it beside the code. */
const WRITTEN = new URL('../../../docs/openapi.json', import.meta.url);

/** The description at /api/openapi.json, and for people at /api/docs. */
export function serveDescription(app: INestApplication): void {
  const document = JSON.parse(readFileSync(WRITTEN, 'utf8')) as OpenAPIObject;
  SwaggerModule.setup('api/docs', app, document, {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Breakwater API',
  });
}
