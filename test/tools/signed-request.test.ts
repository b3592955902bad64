import { encodedPart, signedHeaders } from '../../tools/signed-request.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const now = Date.UTC(2013, 4, 24);
const bucket = 'https://examplebucket.s3.amazonaws.com';

const authorizationOf = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  signedHeaders({
    ...{ method: 'GET', url: new URL(path, bucket), headers },
    ...{ region: 'us-east-1', credentials, now },
  }).authorization;

test('an object is asked for with the signature that AWS documents', () => {
  expect(authorizationOf('/test.txt', { range: 'bytes=0-9' })).toBe(
    'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

test('a page of keys is asked for with the signature that AWS documents', () => {
  expect(authorizationOf('/?max-keys=2&prefix=J')).toMatch(
    /Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7$/,
  );
});

test('what has no value is signed as if it had an empty one', () => {
  expect(authorizationOf('/?lifecycle')).toMatch(
    /Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543$/,
  );
});

test('a session token is sent and signed', () => {
  const headers = signedHeaders({
    ...{ method: 'GET', url: new URL(bucket), region: 'us-east-1', now },
    credentials: { ...credentials, sessionToken: 'session' },
  });
  expect(headers['x-amz-security-token']).toBe('session');
  expect(headers.authorization).toContain('x-amz-date;x-amz-security-token, ');
});

test('a part of a path is encoded but for letters, digits and -._~', () => {
  expect(encodedPart("a-._~/ !'()*ñ")).toBe('a-._~%2F%20%21%27%28%29%2A%C3%B1');
});
