import { intrinsicName, isRecord, type Template } from './template.ts';

/** What intrinsic functions may ask about resources that exist already. */
export interface ResolutionScope {
  readonly template: Template;
  readonly pseudoParameters: Readonly<Record<string, string>>;
  ref(logicalId: string): string | undefined;
  attribute(logicalId: string, name: string): string | undefined;
}

/** Stands for AWS::NoValue while resolving: the property or list element is left out. */
const noValue = Symbol('AWS::NoValue');

/** The pseudo parameters of a stack, as the CloudFormation reference lists them. */
export function pseudoParametersOf(stack: {
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
}): Record<string, string> {
  const { region, accountId, stackName } = stack;
  return {
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local`,
    'AWS::URLSuffix': 'amazonaws.com',
  };
}

/**
 * Resolves the intrinsic functions of one template. `where` in the methods names the place for
 * error messages ("Fn.Properties").
 */
export class IntrinsicResolver {
  readonly #scope: ResolutionScope;

  constructor(scope: ResolutionScope) {
    this.#scope = scope;
  }

  /** The value with every function resolved; what resolves to AWS::NoValue is absent. */
  resolve(value: unknown, where: string): unknown {
    const resolved = this.#value(value, where);
    return resolved === noValue ? undefined : resolved;
  }

  /** The truth of a named condition of the template. */
  condition(name: string, where: string): boolean {
    const conditions = this.#scope.template.Conditions ?? {};
    if (!(name in conditions)) throw new Error(`${where}: the template has no condition ${name}`);
    return this.#truth(conditions[name], `Conditions.${name}`);
  }

  #value(value: unknown, where: string): unknown {
    if (typeof value === 'string') return withoutDynamicReference(value, where);
    if (Array.isArray(value)) {
      return value.map(each => this.#value(each, where)).filter(each => each !== noValue);
    }
    if (!isRecord(value)) return value;
    const name = intrinsicName(value);
    if (name !== undefined) return this.#call(name, value[name], where);
    const entries = Object.entries(value)
      .map(([key, each]) => [key, this.#value(each, `${where}.${key}`)] as const)
      .filter(([, each]) => each !== noValue);
    return Object.fromEntries(entries);
  }

  #call(name: string, argument: unknown, where: string): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(this.#text(argument, where), where);
      case 'Fn::GetAtt':
        return this.#getAtt(argument, where);
      case 'Fn::Join':
        return this.#join(argument, where);
      case 'Fn::Sub':
        return this.#sub(argument, where);
      case 'Fn::Select':
        return this.#select(argument, where);
      case 'Fn::Split':
        return this.#split(argument, where);
      case 'Fn::If':
        return this.#if(argument, where);
      case 'Fn::FindInMap':
        return this.#findInMap(argument, where);
      case 'Fn::Base64':
        return Buffer.from(this.#text(argument, where)).toString('base64');
      case 'Fn::ToJsonString':
        return JSON.stringify(this.#value(argument, where));
      case 'Condition':
      case 'Fn::Equals':
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not':
        return this.#truth({ [name]: argument }, where);
      default:
        throw new Error(`${where}: the intrinsic function ${name} is not known to the local host`);
    }
  }

  #ref(name: string, where: string): unknown {
    if (name === 'AWS::NoValue') return noValue;
    const pseudo = this.#scope.pseudoParameters[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = this.#scope.template.Parameters?.[name];
    if (parameter !== undefined) {
      if (parameter.Default === undefined) {
        throw new Error(`${where}: parameter ${name} has no default, and nothing gives it a value`);
      }
      return parameter.Default;
    }
    const ref = this.#scope.ref(name);
    if (ref === undefined) throw new Error(`${where}: Ref ${name} names nothing that exists`);
    return ref;
  }

  #getAtt(argument: unknown, where: string): string {
    const [logicalId, ...rest] =
      typeof argument === 'string' ? argument.split('.') : this.#list(argument, where);
    const attribute = rest.map(part => this.#text(part, where)).join('.');
    const id = this.#text(logicalId, where);
    const value = this.#scope.attribute(id, attribute);
    if (value === undefined) {
      throw new Error(`${where}: the local host gives no attribute ${attribute} of ${id}`);
    }
    return value;
  }

  #join(argument: unknown, where: string): string {
    const [separator, parts] = this.#list(argument, where);
    const resolved = this.#value(parts, where);
    return this.#list(resolved, where)
      .map(part => this.#text(part, where))
      .join(this.#text(separator, where));
  }

  #sub(argument: unknown, where: string): string {
    const [text, variables] =
      typeof argument === 'string' ? [argument] : this.#list(argument, where);
    const own = isRecord(variables) ? variables : {};
    // `${!Literal}` stands for `${Literal}`: Fn::Sub in the CloudFormation reference.
    return this.#text(text, where).replace(/\$\{(!?)([^}]+)\}/g, (_, literal, name) => {
      if (literal === '!') return `\${${name}}`;
      if (name in own) return this.#text(this.#value(own[name], where), where);
      const resolved = name.includes('.') ? this.#getAtt(name, where) : this.#ref(name, where);
      return this.#text(resolved, where);
    });
  }

  #select(argument: unknown, where: string): unknown {
    const [index, list] = this.#list(argument, where);
    const values = this.#list(this.#value(list, where), where);
    const position = Number(this.#value(index, where));
    if (!(position in values)) {
      throw new Error(`${where}: Fn::Select ${position} of a list of ${values.length}`);
    }
    return values[position];
  }

  #split(argument: unknown, where: string): string[] {
    const [separator, text] = this.#list(argument, where);
    return this.#text(this.#value(text, where), where).split(this.#text(separator, where));
  }

  #if(argument: unknown, where: string): unknown {
    const [name, whenTrue, whenFalse] = this.#list(argument, where);
    const chosen = this.condition(this.#text(name, where), where) ? whenTrue : whenFalse;
    return this.#value(chosen, where);
  }

  #findInMap(argument: unknown, where: string): unknown {
    const path = this.#list(this.#value(argument, where), where);
    const [map, top, second] = path.map(part => this.#text(part, where));
    const found = this.#scope.template.Mappings?.[map ?? '']?.[top ?? '']?.[second ?? ''];
    if (found === undefined) throw new Error(`${where}: no mapping ${path.join('.')}`);
    return found;
  }

  #truth(expression: unknown, where: string): boolean {
    const name = intrinsicName(expression);
    const argument = isRecord(expression) && name !== undefined ? expression[name] : undefined;
    switch (name) {
      case 'Condition':
        return this.condition(this.#text(argument, where), where);
      case 'Fn::Equals': {
        const [left, right] = this.#list(argument, where).map(each => this.#value(each, where));
        return JSON.stringify(left) === JSON.stringify(right);
      }
      case 'Fn::And':
        return this.#list(argument, where).every(each => this.#truth(each, where));
      case 'Fn::Or':
        return this.#list(argument, where).some(each => this.#truth(each, where));
      case 'Fn::Not':
        return !this.#truth(this.#list(argument, where)[0], where);
      default:
        throw new Error(
          `${where}: expected a condition function, received ${JSON.stringify(expression)}`,
        );
    }
  }

  #list(value: unknown, where: string): unknown[] {
    if (!Array.isArray(value)) {
      throw new Error(`${where}: expected a list, received ${JSON.stringify(value)}`);
    }
    return value;
  }

  #text(value: unknown, where: string): string {
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (typeof value !== 'string') {
      throw new Error(`${where}: expected a string, received ${JSON.stringify(value)}`);
    }
    return value;
  }
}

/** A secret that CloudFormation would fetch at deploy time would silently become its own name here. */
function withoutDynamicReference(text: string, where: string): string {
  if (text.includes('{{resolve:')) {
    throw new Error(`${where}: dynamic references ({{resolve:…}}) are not known to the local host`);
  }
  return text;
}
