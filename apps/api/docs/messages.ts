import { z } from 'zod';
import { clientMessage, serverMessage } from '#contracts/messages.js';

/** What goes over the WebSocket in both directions, as JSON Schema; docs/websocket.md says how. */
export function describeMessages(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Live messages of Breakwater',
    description: 'serverMessage: every message that /ws sends. clientMessage: what a client may send.',
    $defs: { serverMessage: schemaOf(serverMessage, 'output'), clientMessage: schemaOf(clientMessage, 'input') },
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      if (jsonSchema.format?.startsWith('date')) delete jsonSchema.pattern;
    },
  });
  return json;
}
