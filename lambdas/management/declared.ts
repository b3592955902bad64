import { createMiddleware } from 'hono/factory';
import { cutText } from '../../core/wire/cut-text.ts';
import { Refused } from '../../core/wire/refused.ts';
import { isSocketIo, socketIoRefusal } from '../../core/wire/socket-io.ts';
import type { ManagementEnv } from './caller.ts';
import type { ApiDocument } from './document.ts';

interface Operation {
  readonly operationId: string | undefined;
  readonly parameters: readonly Parameter[];
}

interface Parameter {
  readonly name: string;
  /** A list stands in a query as its name, repeated. */
  readonly isList: boolean;
}

interface KnownPath {
  readonly pattern: RegExp;
  /** By method, in capitals. */
  readonly operations: ReadonlyMap<string, Operation>;
}

const shown = (text: string): string => cutText(text, 128);

/** Refuses what the document does not have: paths, methods, query parameters, and any of them twice that is no list. */
export function declaredOnly(document: () => ApiDocument) {
  let known: readonly KnownPath[] | undefined;
  return createMiddleware<ManagementEnv>(async (context, next) => {
    known ??= knownPaths(document());
    const { method, path } = context.req;
    const matching = known.filter(({ pattern }) => pattern.test(path));
    if (matching.length === 0) {
      if (isSocketIo(new URL(context.req.url).searchParams)) {
        throw new Refused('NOT_FOUND', socketIoRefusal);
      }
      const detail = `received the path ${shown(path)}; expected one of /openapi.json`;
      throw new Refused('NOT_FOUND', detail);
    }
    const operation = matching.flatMap(({ operations }) => operations.get(method) ?? [])[0];
    if (operation === undefined) {
      const allow = matching.flatMap(({ operations }) => [...operations.keys()]);
      const received = context.env.event.requestContext.http.method;
      const detail = `received ${shown(received)}; expected ${allow.join(' or ')}`;
      throw new Refused('METHOD_NOT_ALLOWED', detail, { allow });
    }
    if (operation.operationId !== undefined) context.set('operationId', operation.operationId);
    for (const [name, values] of Object.entries(context.req.queries())) {
      refuseParameter(name, values.length, operation.parameters);
    }
    await next();
  });
}

function refuseParameter(name: string, count: number, declared: readonly Parameter[]): void {
  const parameter = declared.find(each => each.name === name);
  if (parameter === undefined) {
    const expected = declared.map(each => each.name).join(', ') || 'none';
    const detail = `received the query parameter ${shown(name)}; expected ${expected}`;
    throw new Refused('QUERY_INVALID', detail);
  }
  // That one is a credential: refused as one, as everywhere else.
  if (count > 1 && !parameter.isList && name !== 'token') {
    throw new Refused('QUERY_INVALID', `received ${name} ${count} times; expected it once`);
  }
}

function knownPaths(document: ApiDocument): readonly KnownPath[] {
  return Object.entries(document.paths ?? {}).map(([path, item]) => ({
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    operations: new Map(
      Object.entries(item).map(([method, operation]) => [
        method.toUpperCase(),
        {
          operationId: operation.operationId,
          parameters: queryParameters(document, operation),
        },
      ]),
    ),
  }));
}

interface DocumentedOperation {
  readonly operationId?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema?: { readonly type?: unknown };
  }[];
  readonly security?: readonly object[];
}

/** Those that it lists, and `token` where a caller may be named by it. */
function queryParameters(document: ApiDocument, operation: DocumentedOperation): Parameter[] {
  const listed = (operation.parameters ?? []).filter(parameter => parameter.in === 'query');
  const { security = document.security ?? [] } = operation;
  const parameters = listed.map(({ name, schema }) => ({ name, isList: schema?.type === 'array' }));
  return security.length > 0 ? [...parameters, { name: 'token', isList: false }] : parameters;
}
