import { identityStatements, trustStatements } from '../../../local/iam/policy-statements.ts';
import { Role } from '../../../local/iam/role.ts';

const Version = '2012-10-17';
const bets = 'arn:aws:dynamodb:us-east-1:000000000000:table/Bets';
const fights = 'arn:aws:dynamodb:us-east-1:000000000000:table/Fights';

function role(...Statement: object[]): Role {
  const made = new Role({ arn: 'arn:aws:iam::000000000000:role/r', name: 'r', logicalId: 'R' }, []);
  made.attach(identityStatements({ Version, Statement }, 'R: its policy P'));
  return made;
}

const decide = (made: Role, action: string, resource = bets) => made.decide({ action, resource });

describe('a role', () => {
  test('may do nothing without a policy', () => {
    expect(decide(role(), 'dynamodb:GetItem')).toBe('not allowed');
  });

  test('may do what is allowed, on that resource only', () => {
    const reader = role({ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: bets });
    expect(decide(reader, 'dynamodb:GetItem')).toBe('allowed');
    expect(decide(reader, 'dynamodb:GetItem', fights)).toBe('not allowed');
    expect(decide(reader, 'dynamodb:PutItem')).toBe('not allowed');
    expect(decide(reader, 'dynamodb:GetItem', `${bets}/index/byFight`)).toBe('not allowed');
  });

  test('may not do what is denied, whatever allows it', () => {
    const careful = role(
      { Effect: 'Deny', Action: 'dynamodb:Delete*', Resource: '*' },
      { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' },
    );
    expect(decide(careful, 'dynamodb:DeleteItem')).toBe('denied');
    expect(decide(careful, 'dynamodb:PutItem')).toBe('allowed');
  });

  test('may do all but NotAction, on all but NotResource', () => {
    const inverse = role({
      Effect: 'Allow',
      NotAction: ['dynamodb:Delete*', 's3:*'],
      NotResource: fights,
    });
    expect(decide(inverse, 'dynamodb:PutItem')).toBe('allowed');
    expect(decide(inverse, 'dynamodb:DeleteItem')).toBe('not allowed');
    expect(decide(inverse, 'dynamodb:PutItem', fights)).toBe('not allowed');
  });

  test('counts each action on each resource that it was granted', () => {
    const writer = role({
      Effect: 'Allow',
      Action: ['dynamodb:PutItem', 'dynamodb:GetItem'],
      Resource: [bets, fights],
    });
    writer.use({ action: 'dynamodb:PutItem', resource: bets });
    writer.use({ action: 'dynamodb:PutItem', resource: bets });
    writer.use({ action: 'dynamodb:GetItem', resource: fights });
    expect(writer.grants).toEqual([
      { action: 'dynamodb:PutItem', resource: bets, uses: 2 },
      { action: 'dynamodb:PutItem', resource: fights, uses: 0 },
      { action: 'dynamodb:GetItem', resource: bets, uses: 0 },
      { action: 'dynamodb:GetItem', resource: fights, uses: 1 },
    ]);
  });
});

describe('a policy that the host would have to guess at is an error that names the role and it:', () => {
  const allow = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: bets };
  test.each([
    [
      'a condition',
      {
        ...allow,
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['ana'] } },
      },
      'R: its policy P, statement 1: the local host does not understand its Condition {"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["ana"]}}, so it cannot decide what is allowed',
    ],
    [
      'a condition of a statement with a name',
      { ...allow, Sid: 'Own', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
      'R: its policy P, statement Own: the local host does not understand its Condition {"Bool":{"aws:SecureTransport":"true"}}',
    ],
    [
      'a variable',
      { ...allow, Resource: `${bets}/\${aws:userid}` },
      'R: its policy P, statement 1: the local host does not understand the variable in',
    ],
    ['a principal', { ...allow, Principal: '*' }, 'a policy of a role names no Principal'],
    [
      'neither Resource nor NotResource',
      { Effect: 'Allow', Action: '*' },
      'expected either Resource',
    ],
    ['both Action and NotAction', { ...allow, NotAction: 's3:*' }, 'expected either Action'],
    ['no action of a service', { ...allow, Action: 'GetItem' }, 'received "GetItem"'],
    ['an unknown element', { ...allow, Resources: bets }, 'Unrecognized key: "Resources"'],
    ['another effect', { ...allow, Effect: 'allow' }, 'Statement'],
  ])('%s', (_, statement, message) => {
    expect(() => role(statement)).toThrow(message);
  });

  test('another version', () => {
    const old = { Version: '2008-10-17', Statement: [allow] };
    expect(() => identityStatements(old, 'R: its policy P')).toThrow('expected 2012-10-17');
  });
});

describe('a trust policy', () => {
  const trusting = (statement: object) =>
    new Role(
      { arn: 'arn:aws:iam::000000000000:role/r', name: 'r', logicalId: 'R' },
      trustStatements(
        { Version, Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', ...statement } },
        'R: its AssumeRolePolicyDocument',
      ),
    );
  const lambda = { Principal: { Service: 'lambda.amazonaws.com' } };
  const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:Deadline';
  const context = { sourceArn: machine, sourceAccount: '000000000000' };

  test('names the services that may act in the role', () => {
    expect(trusting(lambda).trusts('lambda.amazonaws.com', context)).toBe(true);
    expect(trusting(lambda).trusts('states.amazonaws.com', context)).toBe(false);
    const tagging = trusting({ ...lambda, Action: 'sts:TagSession' });
    expect(tagging.trusts('lambda.amazonaws.com', context)).toBe(false);
  });

  test.each([
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:states:*:000000000000:stateMachine:*' } }, true],
    [{ ArnLike: { 'aws:SourceArn': 'arn:aws:states:*:000000000000:stateMachine:Other' } }, false],
    [{ StringEquals: { 'aws:SourceAccount': ['1', '000000000000'] } }, true],
    [{ StringEquals: { 'aws:SourceAccount': '0*' } }, false],
    [{ StringLike: { 'aws:SourceAccount': '0*' } }, true],
    [
      {
        ArnLike: { 'aws:SourceArn': '*' },
        StringEquals: { 'aws:SourceAccount': '111111111111' },
      },
      false,
    ],
  ])('holds where its condition on the source does: %j, %s', (Condition, expected) => {
    const role = trusting({ Principal: { Service: 'states.amazonaws.com' }, Condition });
    expect(role.trusts('states.amazonaws.com', context)).toBe(expected);
  });

  test('with a condition on anything else is an error', () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'x' } };
    expect(() => trusting({ ...lambda, Condition })).toThrow(
      'R: its AssumeRolePolicyDocument, statement 1: the local host does not understand its Condition {"StringEquals":{"sts:ExternalId":"x"}}',
    );
  });

  test('for a principal that is no service is an error', () => {
    expect(() => trusting({ Principal: { AWS: '*' } })).toThrow(
      'expected a Principal of the form {"Service": …}; received {"AWS":"*"}',
    );
  });
});
