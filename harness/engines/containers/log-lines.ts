import type { LogLine } from '../engine.ts';

const streams = { 1: 'stdout', 2: 'stderr' } as const;

/**
 * Lines of a log that Docker hands over with times, in frames: stream (1 byte, 3 unused), length (4), content.
 * A line that is longer than a frame goes on in the next one of its stream.
 */
export function logLinesOf(bytes: Buffer): readonly LogLine[] {
  const lines: LogLine[] = [];
  const open = new Map<LogLine['stream'], string>();
  for (let at = 0; at + 8 <= bytes.length;) {
    const stream = streams[bytes.readUInt8(at) === 2 ? 2 : 1];
    const length = bytes.readUInt32BE(at + 4);
    const text = (open.get(stream) ?? '') + bytes.toString('utf8', at + 8, at + 8 + length);
    at += 8 + length;
    const parts = text.split('\n');
    open.set(stream, parts.pop() ?? '');
    lines.push(...parts.map(part => lineOf(stream, part)));
  }
  for (const [stream, rest] of open) if (rest !== '') lines.push(lineOf(stream, rest));
  return lines;
}

function lineOf(stream: LogLine['stream'], text: string): LogLine {
  const blank = text.indexOf(' ');
  return { at: Date.parse(text.slice(0, blank)), stream, text: text.slice(blank + 1).replace(/\r$/, '') };
}
