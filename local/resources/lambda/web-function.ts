import { z } from 'zod';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { WebFunction, type WebFunctions } from '../../web-function/web-functions.ts';
import { prefixedLog, readableName } from './function-log.ts';

/** docs.aws.amazon.com/lambda/latest/lambda-web/API_CreateWebFunction.html */
export const webFunctionName = z
  .string()
  .regex(
    /^[a-zA-Z0-9][\w-]{0,62}[a-zA-Z0-9]$/,
    'expected 2 to 64 letters, digits, hyphens or underscores, a letter or digit first and last',
  );

/** AWS::Lambda::WebFunction: what its revisions and endpoints belong to. */
export const webFunctionKind = (webFunctions: WebFunctions): ResourceKind =>
  resourceKind({
    type: 'AWS::Lambda::WebFunction',
    properties: z.object({ FunctionName: webFunctionName }),
    ignored: { Tags: 'nothing reads them here' },
    create: ({ FunctionName: name }, { logicalId }, host) => {
      const arn = `arn:aws:lambda:${host.region}:${host.accountId}:web-function/${name}`;
      const log = prefixedLog(readableName(logicalId), host);
      webFunctions.add(new WebFunction({ logicalId, name, arn, log }, host.switches));
      return { ref: arn, attributes: { FunctionArn: arn, State: 'Active' } };
    },
  });
