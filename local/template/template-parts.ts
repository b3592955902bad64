/** What of one kind of thing has an effect here, and what has none, each with the reason. */
export interface KnownParts {
  readonly honoured: readonly string[];
  readonly ignored: Readonly<Record<string, string>>;
}

/** The sections of a template: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
export const templateSections: KnownParts = {
  honoured: ['Conditions', 'Mappings', 'Outputs', 'Parameters', 'Resources'],
  ignored: {
    AWSTemplateFormatVersion: 'there is one version',
    Description: 'text for people',
    Metadata: 'read by tools, not by CloudFormation',
    Rules: 'they check parameters, which keep their defaults here',
  },
};

/** The attributes of a resource: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-product-attribute-reference.html */
export const resourceAttributes: KnownParts = {
  honoured: ['Condition', 'DependsOn', 'Properties', 'Type'],
  ignored: {
    DeletionPolicy: 'the host deletes nothing that outlives it',
    Metadata: 'read by tools, not by CloudFormation',
    UpdateReplacePolicy: 'the host replaces nothing: a changed table is an error',
  },
};

/** What an output may say. */
export const outputAttributes: KnownParts = {
  honoured: ['Condition', 'Value'],
  ignored: {
    Description: 'text for people',
    Export: 'there is one stack here',
  },
};
