import { channelEventSchema } from '../wire/event.ts';
import { workflowSchema } from '../wire/management/workflows.ts';
import { proposalSchema } from '../wire/socket/proposal.ts';
import type { AsyncApiDocument } from './async-api-document.ts';
import { schemasAt } from './document-part.ts';
import { eventSchemas, oneEvent } from './event-schemas.ts';
import { type JsonSchema, jsonSchemasOf } from './json-schemas.ts';
import { securitySchemes } from './security-schemes.ts';
import { clientMessageSchemas, serverMessageSchemas } from './socket-messages.ts';
import { requestIds, socketPart } from './socket-part.ts';
import { frameMessageSchemas, streamPart } from './stream-part.ts';
import { deliverySchema } from './webhook-message.ts';
import { webhookDelivery, webhookPart } from './webhook-part.ts';

const description = `What GalloBets Realtime sends and is sent while it happens: channels of events as Server-Sent Events, a WebSocket of proposals between bettors, and webhooks. What is asked over HTTP has an OpenAPI document.

A message of a stream is a frame: its payload is the frame's \`data\`, its headers are the frame's other fields. Keep the last \`id\` and come back with it, as \`Last-Event-ID\`: nothing is lost between two streams.

Objects may gain fields, and events may be of types that are not listed (\`OtherEvent\`): ignore what you do not know. Times are milliseconds since the Unix epoch, unless they are strings: then they are ISO 8601.`;

/** The AsyncAPI document of what every deployment sends and receives; where one does, says `withServers`. */
export function asyncApiDocument(): AsyncApiDocument {
  const parts = [streamPart(), socketPart(), webhookPart()];
  return {
    asyncapi: '3.0.0',
    info: { title: 'GalloBets Realtime', version: '1.0.0', description },
    defaultContentType: 'application/json',
    channels: Object.assign({}, ...parts.map(({ channels }) => channels)),
    operations: Object.assign({}, ...parts.map(({ operations }) => operations)),
    components: {
      schemas: schemas(),
      messages: Object.assign({}, ...parts.map(({ messages }) => messages)),
      securitySchemes,
      correlationIds: requestIds,
    },
  };
}

function schemas(): Readonly<Record<string, JsonSchema>> {
  const { delivery = {}, ...sent } = jsonSchemasOf(
    {
      ...eventSchemas,
      Event: channelEventSchema,
      Proposal: proposalSchema,
      Workflow: workflowSchema,
      ...frameMessageSchemas,
      ...serverMessageSchemas,
      delivery: deliverySchema,
    },
    { sentBy: 'server', at: schemasAt },
  );
  return {
    ...sent,
    Event: { description: 'An event, by its type', ...oneEvent(schemasAt) },
    [webhookDelivery]: { allOf: [{ $ref: `${schemasAt}Event` }, delivery] },
    ...clientMessageSchemas(schemasAt),
  };
}
