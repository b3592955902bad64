import type { JsonSchema } from './json-schemas.ts';

/** Points to another part of the document. */
export interface Reference {
  readonly $ref: string;
}

/** As much of AsyncAPI 3.0.0 as our document has: https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly externalDocs?: { readonly description: string; readonly url: string };
  };
  readonly defaultContentType: string;
  /** By name; absent as long as it is of no deployment. */
  readonly servers?: Readonly<Record<string, Server>>;
  readonly channels: Readonly<Record<string, ChannelItem>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly messages: Readonly<Record<string, Message>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
    readonly correlationIds: Readonly<Record<string, JsonSchema>>;
  };
}

export interface Server {
  readonly host: string;
  readonly protocol: string;
  readonly description: string;
  readonly security?: readonly Reference[];
  readonly variables?: Readonly<Record<string, { readonly description: string }>>;
}

export interface ChannelItem {
  /** The path at its server; `null`: only its receiver knows. */
  readonly address: string | null;
  readonly title: string;
  readonly description: string;
  readonly servers?: readonly Reference[];
  readonly messages: Readonly<Record<string, Reference>>;
  readonly bindings?: JsonSchema;
  /** Who may read it: these roles, or everyone who is signed in. */
  readonly 'x-readers'?: readonly string[] | 'signed-in';
  /** Whoever has it may read it too. */
  readonly 'x-permission'?: string;
}

export interface Operation {
  readonly action: 'send' | 'receive';
  readonly channel: Reference;
  readonly summary: string;
  readonly messages: readonly Reference[];
  readonly reply?: { readonly channel: Reference; readonly messages: readonly Reference[] };
  readonly bindings?: JsonSchema;
}

export interface Message {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly payload: Reference;
  readonly headers?: JsonSchema;
  readonly correlationId?: Reference;
}

/** Points to a part of the document by its path. */
export function refTo(...path: readonly string[]): Reference {
  return { $ref: `#/${path.join('/')}` };
}
