import {
  checkAttributes,
  isAllowedText,
  md5OfAttributes,
  selectAttributes,
} from '../../../../local/resources/sqs/message-attributes.ts';

const text = { DataType: 'String', StringValue: 'attribValue 1' };
const number = {
  DataType: 'Number.float',
  StringValue: '4563442423554324324264524243.32543234',
};
const binary = {
  DataType: 'Binary',
  BinaryValue: Buffer.from('Hello binary world!').toString('base64'),
};

// The digests are those that the npm package aws-md5-of-message-attributes publishes as its examples.
test.each([
  ['of text', { attribName1: text }, '19e27d4e946b072f3f58da80d94fd778'],
  ['of a number', { customNumberTypeAttrib: number }, '9fe1b90bbd9965bdf77bac517c7d2495'],
  ['of bytes', { binaryAttribute: binary }, '31a92b15d92f8db860eda32aceb656c3'],
  [
    'of several, in whatever order',
    { customNumberTypeAttrib: number, binaryAttribute: binary, attribName1: text },
    'c932db14a896c663f83c260297d594ff',
  ],
])('the digest %s is that of AWS', (_, attributes, digest) => {
  expect(md5OfAttributes(attributes)).toBe(digest);
});

test('of no attributes there is no digest', () => {
  expect(md5OfAttributes({})).toBeUndefined();
});

test.each<[string, Parameters<typeof checkAttributes>[0], string]>([
  ['a name of AWS', { 'aws.trace': text }, "name 'aws.trace' is invalid"],
  ['a name with two full stops', { 'a..b': text }, "name 'a..b' is invalid"],
  ['a type of its own', { a: { DataType: 'Text', StringValue: 'x' } }, "attribute 'a' is invalid"],
  ['no value', { a: { DataType: 'String' } }, "must contain a non-empty value of type 'String'"],
  ['text for bytes', { a: { DataType: 'Binary', StringValue: 'x' } }, "of type 'Binary'"],
  ['a number that is none', { a: { DataType: 'Number', StringValue: 'x' } }, "Can't cast"],
  [
    'eleven',
    Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`a${at}`, text])),
    'Number of message attributes [11] exceeds the allowed maximum [10].',
  ],
])('%s is refused', (_, attributes, message) => {
  expect(() => checkAttributes(attributes)).toThrow(message);
});

test('ten attributes with names of letters, digits and the three signs are taken', () => {
  const names = Array.from({ length: 10 }, (_, at) => `a-b_c.${at}`);
  expect(() => checkAttributes(Object.fromEntries(names.map(name => [name, text])))).not.toThrow();
});

test('text is what XML allows', () => {
  expect(isAllowedText('a\t\n\r\u{20}\u{fffd}\u{1f600}')).toBe(true);
  expect(isAllowedText('\u0000')).toBe(false);
  expect(isAllowedText('\u001b')).toBe(false);
  expect(isAllowedText('\ud800')).toBe(false);
  expect(isAllowedText('\ufffe')).toBe(false);
});

test('attributes are selected by name, by the beginning of their names, or all', () => {
  const attributes = { 'shop.id': 1, 'shop.name': 2, other: 3 };
  expect(selectAttributes(attributes, ['other'])).toEqual({ other: 3 });
  expect(selectAttributes(attributes, ['shop.*'])).toEqual({ 'shop.id': 1, 'shop.name': 2 });
  expect(selectAttributes(attributes, ['.*'])).toEqual(attributes);
  expect(selectAttributes(attributes, ['All'])).toEqual(attributes);
  expect(selectAttributes(attributes, [])).toEqual({});
});
