import { expect, test } from '@playwright/test';
import { logLinesOf } from './log-lines.ts';

function frame(stream: 1 | 2, text: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(stream, 0);
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

test('lines keep their stream, their time and their order; a line may come in several frames', () => {
  const lines = logLinesOf(
    Buffer.concat([
      frame(1, '2026-11-21T10:00:00.500000000Z one\n'),
      frame(2, '2026-11-21T10:00:01.000000000Z wro'),
      frame(1, '2026-11-21T10:00:02.000000000Z two words\n2026-11-21T10:00:03.000000000Z \n'),
      frame(2, 'ng\n2026-11-21T10:00:04.000000000Z without an end'),
    ]),
  );
  expect(lines.map(({ stream, text }) => [stream, text])).toEqual([
    ['stdout', 'one'],
    ['stdout', 'two words'],
    ['stdout', ''],
    ['stderr', 'wrong'],
    ['stderr', 'without an end'],
  ]);
  expect(lines[0]?.at).toBe(Date.parse('2026-11-21T10:00:00.5Z'));
});
