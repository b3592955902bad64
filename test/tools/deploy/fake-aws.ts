import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A call of one of AWS's APIs of the query protocol. */
export interface QueryCall {
  readonly action: string;
  readonly parameters: URLSearchParams;
  /** The access key that signed it. */
  readonly accessKeyId: string;
}

/** Status and body. */
export type QueryAnswer = readonly [status: number, body: string];

/** A server that answers as CloudFormation and STS do, until it is disposed of; it has no parameters. */
export interface FakeAws extends AsyncDisposable {
  readonly url: string;
  readonly calls: readonly QueryCall[];
}

const xmlns = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html, its example. */
export const stackIs = (stackName: string, status: string): QueryAnswer => [
  200,
  `<DescribeStacksResponse ${xmlns}>
  <DescribeStacksResult>
    <Stacks>
      <member>
        <StackName>${stackName}</StackName>
        <StackId>arn:aws:cloudformation:us-east-1:123456789012:stack/${stackName}/aaf549a0-a413-11df-adb3-5081b3858e83</StackId>
        <CreationTime>2010-07-27T22:28:28Z</CreationTime>
        <StackStatus>${status}</StackStatus>
        <DisableRollback>false</DisableRollback>
      </member>
    </Stacks>
  </DescribeStacksResult>
  <ResponseMetadata>
    <RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId>
  </ResponseMetadata>
</DescribeStacksResponse>`,
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html, its example. */
export const templateIs = (template: string): QueryAnswer => [
  200,
  `<GetTemplateResponse ${xmlns}>
  <GetTemplateResult>
    <TemplateBody>${template.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</TemplateBody>
    <StagesAvailable><member>Original</member><member>Processed</member></StagesAvailable>
  </GetTemplateResult>
  <ResponseMetadata>
    <RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId>
  </ResponseMetadata>
</GetTemplateResponse>`,
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html */
export const refusal = (status: number, code: string, message: string): QueryAnswer => [
  status,
  `<ErrorResponse ${xmlns}>
  <Error>
    <Type>Sender</Type>
    <Code>${code}</Code>
    <Message>${message}</Message>
  </Error>
  <RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId>
</ErrorResponse>`,
];

/** What CloudFormation says of a name that it does not have. */
export const noStack = (stackName: string): QueryAnswer =>
  refusal(400, 'ValidationError', `Stack with id ${stackName} does not exist`);

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html, its example. */
export const caller: QueryAnswer = [
  200,
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:iam::123456789012:user/Alice</Arn>
    <UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>
    <Account>123456789012</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>`,
];

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, its example. */
export const assumed: QueryAnswer = [
  200,
  `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <Arn>arn:aws:sts::123456789012:assumed-role/demo/TestAR</Arn>
      <AssumedRoleId>ARO123EXAMPLE123:TestAR</AssumedRoleId>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
      <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY</SecretAccessKey>
      <SessionToken>AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22</SessionToken>
      <Expiration>2099-11-09T13:34:41Z</Expiration>
    </Credentials>
  </AssumeRoleResult>
  <ResponseMetadata>
    <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
  </ResponseMetadata>
</AssumeRoleResponse>`,
];

/** What services of JSON say of what they do not have, as Systems Manager of the CDK's bootstrap version. */
const nothingThere = JSON.stringify({ __type: 'ParameterNotFound', message: 'it is not there' });

/** Starts it; what has no answer is an action that AWS does not know. */
export async function startFakeAws(
  answers: Readonly<Record<string, QueryAnswer | ((call: QueryCall) => QueryAnswer)>>,
): Promise<FakeAws> {
  const calls: QueryCall[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.headers['x-amz-target'] !== undefined) {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end(nothingThere);
      return;
    }
    const parameters = new URLSearchParams(body);
    const action = parameters.get('Action') ?? '';
    const { authorization = '' } = request.headers;
    const [, accessKeyId = ''] = /Credential=([^/]+)\//.exec(authorization) ?? [];
    const call = { action, parameters, accessKeyId };
    calls.push(call);
    const unknown = refusal(400, 'InvalidAction', `The action ${action} is not valid`);
    const answer = answers[action] ?? unknown;
    const [status, xml] = typeof answer === 'function' ? answer(call) : answer;
    response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
