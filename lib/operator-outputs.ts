import type { Stack } from 'aws-cdk-lib';
import { RealtimeFunction } from './constructs/realtime-function.ts';
import { StreamServer } from './constructs/stream-server.ts';

/** A function, as whoever looks into it asks for it. */
interface Looked {
  readonly title: string;
  readonly functionName: string;
  readonly logGroupName: string;
}

/**
 * The outputs that nobody needs who reads or writes events: `<Title>FunctionName` and
 * `<Title>LogGroupName` of every function that the stack has by now, in the order of the template.
 */
export function operatorOutputs(stack: Stack): Readonly<Record<string, string>> {
  const outputs = functionsOf(stack).flatMap(({ title, functionName, logGroupName }) => [
    [`${title}FunctionName`, functionName],
    [`${title}LogGroupName`, logGroupName],
  ]);
  return Object.fromEntries(outputs);
}

function functionsOf(stack: Stack): readonly Looked[] {
  return stack.node.findAll().flatMap((each): readonly Looked[] => {
    if (each instanceof StreamServer) return [each];
    if (!(each instanceof RealtimeFunction)) return [];
    const { title, functionName, logGroup } = each;
    return [{ title, functionName, logGroupName: logGroup.logGroupName }];
  });
}
