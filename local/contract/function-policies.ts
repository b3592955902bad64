/** One statement of a function's own policy, as `AWS::Lambda::Permission` adds it. */
export interface FunctionPermission {
  readonly functionArn: string;
  readonly action: string;
  /** "events.amazonaws.com", or "*" for anybody. */
  readonly principal: string;
  /** A pattern; absent: from anywhere. */
  readonly sourceArn?: string | undefined;
  readonly sourceAccount?: string | undefined;
  /** Only through a URL with this kind of authorization. */
  readonly urlAuthType?: string | undefined;
  /** Only through a URL. */
  readonly throughUrl?: boolean | undefined;
}

/** An invocation that is to be made by a service of AWS, or through a URL. */
export interface ServiceInvocation {
  readonly functionArn: string;
  readonly action: 'lambda:InvokeFunction' | 'lambda:InvokeFunctionUrl';
  /** Who invokes; absent: anybody, through a URL. */
  readonly service?: string;
  /** For which resource the service does it. */
  readonly sourceArn?: string;
  readonly urlAuthType?: string;
}

/** Who may invoke the functions of a host, beside those that have a role: their own policies. */
export interface FunctionPolicies {
  add(permission: FunctionPermission): void;
  allows(invocation: ServiceInvocation): boolean;
}
