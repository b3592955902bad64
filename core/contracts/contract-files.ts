/** What the documents are called, as files and as routes of the management API. */
export const contractFiles = {
  events: 'events.schema.json',
  asyncApi: 'asyncapi.json',
} as const;
