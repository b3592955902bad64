import fc from 'fast-check';
import { SseReader } from '../../../../clients/browser/stream/sse-reader.ts';

// Written from WHATWG HTML 9.2.5 "Parsing an event stream" and 9.2.6 "Interpreting an event stream"
// (https://html.spec.whatwg.org/multipage/server-sent-events.html); each rule is quoted.

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** What is dispatched: type, data and last event id of each message. */
function read(chunks: readonly (string | Uint8Array)[], lastEventId = '') {
  const messages: (readonly [string, string, string])[] = [];
  const retries: number[] = [];
  const reader = new SseReader(
    lastEventId,
    message => messages.push([message.type, message.data, message.lastEventId]),
    retryMs => retries.push(retryMs),
  );
  for (const chunk of chunks) reader.push(typeof chunk === 'string' ? bytesOf(chunk) : chunk);
  return { messages, retries, lastEventId: reader.lastEventId };
}

describe('decoding', () => {
  it('"one leading U+FEFF BYTE ORDER MARK character must be ignored if any are present"', () => {
    expect(read(['\uFEFFdata: a\n\n']).messages).toEqual([['message', 'a', '']]);
  });

  it('only one: a second one belongs to the field name, which is then unknown', () => {
    expect(read(['\uFEFF\uFEFFdata: a\n\ndata: b\n\n']).messages).toEqual([['message', 'b', '']]);
  });

  it('a byte order mark elsewhere is data', () => {
    expect(read(['data: \uFEFFa\n\n']).messages).toEqual([['message', '\uFEFFa', '']]);
  });

  it('"streams must be decoded using the UTF-8 decode algorithm": what is no UTF-8 is replaced', () => {
    const broken = new Uint8Array([...bytesOf('data: '), 0xff, ...bytesOf('\n\n')]);
    expect(read([broken]).messages).toEqual([['message', '\uFFFD', '']]);
  });
});

describe('lines', () => {
  it.each([
    ['LF', '\n'],
    ['CR', '\r'],
    ['CRLF', '\r\n'],
  ])('"lines must be separated by" %s', (_name, end) => {
    const stream = ['id: 7', 'event: a', 'data: b', 'data: c', '', 'data: d', '', ''].join(end);
    expect(read([stream]).messages).toEqual([
      ['a', 'b\nc', '7'],
      ['message', 'd', '7'],
    ]);
  });

  it('mixed ends: LF after CR is one end, CR after LF are two', () => {
    expect(read(['data: a\r\n\ndata: b\n\rdata: c\r\r']).messages).toEqual([
      ['message', 'a', ''],
      ['message', 'b', ''],
      ['message', 'c', ''],
    ]);
  });

  it('a message that ends with CR is dispatched at once, and LF in the next chunk is no blank line', () => {
    expect(read(['data: a\r\r']).messages).toEqual([['message', 'a', '']]);
    expect(read(['data: a\r', '\ndata: b\r', '\n\r', '\n']).messages).toEqual([
      ['message', 'a\nb', ''],
    ]);
  });
});

describe('fields', () => {
  it.each([
    ['"if the line starts with a colon, ignore the line"', ': a comment\ndata: a\n:\n\n', 'a'],
    ['"if value starts with a space, remove it": only the first', 'data:  a\n\n', ' a'],
    ['a value needs no space', 'data:a\n\n', 'a'],
    ['"the string after the first colon": further ones are data', 'data: a: b\n\n', 'a: b'],
    ['"a line without a colon": the whole is the name, the value empty', 'data\n\n', ''],
    ['empty data is dispatched', 'data:\n\n', ''],
    ['empty lines of data are kept', 'data\ndata\n\n', '\n'],
    ['data of many lines', 'data: a\ndata:\ndata: b\n\n', 'a\n\nb'],
    ['"field names must be compared literally"', 'Data: a\nDATA: b\n data: c\ndata: d\n\n', 'd'],
    ['"otherwise, the field is ignored"', 'x: 1\ndataset: 2\ndata: a\n\n', 'a'],
  ])('%s', (_rule, stream, data) => {
    expect(read([stream]).messages).toEqual([['message', data, '']]);
  });

  it('"if the data buffer is an empty string": nothing is dispatched, and the type is forgotten', () => {
    expect(read(['event: a\n\ndata: b\n\n']).messages).toEqual([['message', 'b', '']]);
  });

  it('the last event type of a block counts, and an empty one is message', () => {
    expect(read(['event: a\nevent: b\ndata: c\n\nevent: a\nevent\ndata: d\n\n']).messages).toEqual([
      ['b', 'c', ''],
      ['message', 'd', ''],
    ]);
  });
});

describe('id', () => {
  it('stays in force until there is another one', () => {
    expect(read(['id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n']).messages).toEqual([
      ['message', 'a', '1'],
      ['message', 'b', '1'],
      ['message', 'c', '2'],
    ]);
  });

  it('"if the field value does not contain U+0000 NULL": else the field is ignored', () => {
    expect(read(['id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n']).lastEventId).toBe('1');
  });

  it('of a block without data counts all the same', () => {
    const { messages, lastEventId } = read(['id: 5\n\n', 'data: a\n\n']);
    expect(messages).toEqual([['message', 'a', '5']]);
    expect(lastEventId).toBe('5');
  });

  it('of a block that is not finished does not count', () => {
    expect(read(['id: 1\ndata: a\n\n', 'id: 2\ndata: b\n']).lastEventId).toBe('1');
  });

  it('an empty one empties it', () => {
    expect(read(['id\ndata: a\n\n'], '9').messages).toEqual([['message', 'a', '']]);
  });

  it('of an earlier connection is in force from the start', () => {
    expect(read(['data: a\n\n'], '9').messages).toEqual([['message', 'a', '9']]);
  });
});

describe('retry', () => {
  it('"if the field value consists of only ASCII digits" it is obeyed, without waiting for a blank line', () => {
    expect(read(['retry: 1500\n', 'retry:20\n\n']).retries).toEqual([1_500, 20]);
  });

  it.each(['', ' ', '-1', '1.5', '1e3', '0x10', '10 ', '٣', 'a'])('%j is ignored', value => {
    expect(read([`retry: ${value}\n\n`]).retries).toEqual([]);
  });
});

describe('the end', () => {
  it.each(['data: a', 'data: a\n', 'id: 1\nevent: a\ndata: b\n'])(
    '"any pending data must be discarded": %j dispatches nothing',
    stream => {
      expect(read([stream])).toEqual({ messages: [], retries: [], lastEventId: '' });
    },
  );
});

describe('chunks', () => {
  const stream = bytesOf(
    '\uFEFF:hola\r\nid: k3f9.1\r\nevent: ÑANDÚ\r\ndata: {"a":"ñ🐓€"}\r\n\r\nretry: 1500\nid: k3f9.2\ndata: x\ndata: y\n\nid:z\r\rdata\r\r',
  );
  const whole = {
    messages: [
      ['ÑANDÚ', '{"a":"ñ🐓€"}', 'k3f9.1'],
      ['message', 'x\ny', 'k3f9.2'],
      ['message', '', 'z'],
    ],
    retries: [1_500],
    lastEventId: 'z',
  };

  it('cut once at any byte, inside of characters too, make no difference', () => {
    for (let cut = 0; cut <= stream.length; cut += 1) {
      expect(read([stream.subarray(0, cut), stream.subarray(cut)])).toEqual(whole);
    }
  });

  it('of one byte each make no difference', () => {
    expect(read(Array.from(stream, byte => new Uint8Array([byte])))).toEqual(whole);
  });

  it('cut anywhere, with empty ones between, make no difference', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), cuts => {
        const ends = [...cuts.sort((a, b) => a - b), stream.length];
        const chunks = ends.map((end, n) => stream.subarray(ends[n - 1] ?? 0, end));
        expect(read(chunks)).toEqual(whole);
      }),
    );
  });
});

test('a message that never ends is not kept beyond 4,000,000 characters', () => {
  const reader = new SseReader(
    '',
    () => undefined,
    () => undefined,
  );
  const part = bytesOf(`data: ${'x'.repeat(999_994)}`);
  const more = bytesOf('x'.repeat(1_000_000));
  expect([part, more, more].map(bytes => reader.push(bytes))).toEqual([true, true, true]);
  expect(reader.push(more)).toBe(true);
  expect(reader.push(bytesOf('xxxxxxxxxxxxxxxxxx'))).toBe(false);
  expect(reader.push(bytesOf('\n\ndata: a\n\n'))).toBe(false);
});
