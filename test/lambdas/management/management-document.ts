import { createApp } from '../../../lambdas/management/app.ts';
import { requestOf } from '../../../lambdas/management/request.ts';
import type { Document } from '../../support/document-check.ts';
import { unusedPorts } from './unused-ports.ts';
import { urlEvent } from './url-event.ts';

/** The document of the whole API, as anyone is given it. */
export async function managementDocument(): Promise<Document> {
  const event = urlEvent('GET', '/openapi.json');
  const lambdaContext = { awsRequestId: 'request-1' };
  const answer = await createApp(unusedPorts()).fetch(requestOf(event), { event, lambdaContext });
  return (await answer.json()) as Document;
}
