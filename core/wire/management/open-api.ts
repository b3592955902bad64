import * as z from 'zod';

/** The API's own description; what it holds is the OpenAPI specification's matter. */
export const openApiSchema = z
  .looseObject({
    openapi: z.literal('3.1.0'),
    servers: z.array(z.strictObject({ url: z.url() })),
  })
  .meta({ id: 'OpenApiDocument', description: 'An OpenAPI 3.1 document' });

export type OpenApi = z.infer<typeof openApiSchema>;
