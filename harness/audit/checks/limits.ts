import { answers, counted, failed } from '../audit-result.ts';
import type { Answer } from '../audit-result.ts';
import type { AuditCheck } from './check.ts';

const megabyte = 1024 ** 2;
/** Far above what a run of ten thousand scenarios leaves, far below what stops Node. */
const most = { fileBytes: 384 * megabyte, lineBytes: 64 * megabyte, nesting: 64, values: 5_000_000, plainBytes: 64 * megabyte } as const;
/** Files that grow with nothing that a run records; reports and journals do. */
const plain = /^(.*\/)?(run|manifest|team|never-started)\.json$|^(.*\/)?people\.intoto\.jsonl$/;

/** Before anything is parsed: sizes, depth, links. */
export const limits: AuditCheck = {
  name: 'limits',
  needed: true,
  run(context) {
    const { files, odd } = context.listing;
    const wrong = [
      ...odd.map(({ path, why }) => failed(`unexpected ${why}, expected files and folders only`, path)),
      ...files.flatMap(({ path, bytes }): readonly Answer[] => {
        const limit = plain.test(path) ? most.plainBytes : most.fileBytes;
        if (bytes > limit) return [failed(`unexpected ${bytes} bytes, expected at most ${limit}`, path)];
        return /\.(json|jsonl|ndjson)$/.test(path) ? scan(path, context.bytes(path)) : [];
      }),
    ];
    return answers(wrong, `${counted(files.length, 'file')}, no links, no file or nesting beyond what is safe to read`);
  },
};

function scan(path: string, bytes: Buffer): readonly Answer[] {
  let [line, begin, depth, values, quoted] = [1, 0, 0, 0, false];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x0a) {
      if (at - begin > most.lineBytes) break;
      [line, begin] = [line + 1, at + 1];
      // No text of JSON goes over a line's end; in lines of their own each begins anew.
      quoted = false;
      if (!path.endsWith('.json')) depth = 0;
    } else if (quoted) {
      if (byte === 0x5c && bytes[at + 1] !== 0x0a) at++;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > most.nesting) return [failed(`unexpected nesting, expected at most ${most.nesting} levels`, `${path}:${line}`)];
      // Each takes memory a hundred times its size in the file.
      if (++values > most.values) return [failed(`unexpected number of values, expected at most ${most.values}`, `${path}:${line}`)];
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return bytes.length - begin > most.lineBytes && !path.endsWith('.json')
    ? [failed(`unexpected length of a line, expected at most ${most.lineBytes} bytes`, `${path}:${line}`)]
    : [];
}
