import * as z from 'zod';

/** What each event holds; what the document itself holds is the specification's matter. */
export const eventsSchema = z
  .looseObject({
    $schema: z.literal('https://json-schema.org/draft/2020-12/schema'),
    $defs: z.looseObject({}).describe('The schema of each event, by its type'),
  })
  .meta({ id: 'EventSchemas', description: 'The JSON Schema (2020-12) of every event' });

/** What is sent and received while it happens; what it holds is the AsyncAPI specification's matter. */
export const asyncApiSchema = z
  .looseObject({
    asyncapi: z.literal('3.0.0'),
    servers: z.looseObject({}).describe('Where this deployment is called'),
  })
  .meta({ id: 'AsyncApiDocument', description: 'An AsyncAPI 3.0 document' });

export type EventSchemas = z.infer<typeof eventsSchema>;

export type AsyncApi = z.infer<typeof asyncApiSchema>;
