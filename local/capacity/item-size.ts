import { isRecord } from '../template/template.ts';

const containerBytes = 3;

/**
 * The bytes of an item in DynamoDB's JSON, names included, as capacity counts them:
 * docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: unknown): number {
  if (!isRecord(item)) return 0;
  return Object.entries(item).reduce(
    (total, [name, value]) => total + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

function valueBytes(value: unknown): number {
  if (!isRecord(value)) return 0;
  const [kind = '', content] = Object.entries(value)[0] ?? [];
  if (Array.isArray(content)) {
    if (kind !== 'L') return total(content.map(each => scalarBytes(kind.slice(0, 1), each)));
    return containerBytes + total(content.map(each => 1 + valueBytes(each)));
  }
  if (kind !== 'M' || !isRecord(content)) return scalarBytes(kind, content);
  return containerBytes + Object.keys(content).length + itemBytes(content);
}

function scalarBytes(kind: string, content: unknown): number {
  switch (kind) {
    case 'S':
      return Buffer.byteLength(String(content));
    case 'B':
      return Buffer.byteLength(String(content), 'base64');
    case 'N': {
      const digits = String(content)
        .replace(/e.*$/i, '')
        .replaceAll(/\D/g, '')
        .replace(/^0+|0+$/g, '');
      // "One byte for each two significant digits, plus one", and one more for a sign.
      return Math.ceil(digits.length / 2) + 1 + (String(content).startsWith('-') ? 1 : 0);
    }
    default:
      return 1; // BOOL and NULL
  }
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
