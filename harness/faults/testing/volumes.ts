import { stackOf } from '../../engines/testing/stack-of.ts';
import type { Stack } from '../../model/stack.ts';
import type { Bench } from './specimen.ts';

const location = { file: 'compose.yaml', line: 1, column: 1 };

/**
 * Saves what it is sent in a file on its volume and answers with what it reads there; keeps a log on the same volume. Its health check
 * writes nothing: a volume that is shrunk while a note is there has room for the next one.
 */
const program = `
const fs = require('fs');
const log = fs.openSync('/srv/data/app.log', 'a');
require('http').createServer((request, answer) => {
  if (request.url === '/') return answer.end('up');
  const note = '/srv/data/note' + request.url.replace(/[^0-9]/g, '');
  try {
    try { fs.writeSync(log, request.url + '\\\\n'); } catch {}
    fs.writeFileSync(note, request.url.padEnd(20000));
    answer.end(fs.readFileSync(note, 'utf8').trim());
  } catch (thrown) { answer.statusCode = 500; answer.end(thrown.code); }
  try { fs.rmSync(note, { force: true }); } catch {}
}).listen(8080);`
  .trim()
  .replaceAll('\n', ' ');

/** A service that keeps notes on a volume of 4 MiB, which the operator has as well. */
export function notes({ inodes, log = true }: { readonly inodes?: number; readonly log?: boolean } = {}): Stack {
  const source = log ? program : program.replace("fs.openSync('/srv/data/app.log', 'a')", 'undefined');
  return stackOf(
    {
      notes: {
        run: `node -e "${source}"`,
        mounts: [{ kind: 'volume', volume: 'data', target: '/srv/data', readOnly: false, location }],
        healthcheck: { test: ['curl', '-s', 'http://localhost:8080/'], intervalMs: 100, timeoutMs: 2000, retries: 20, startPeriodMs: 0 },
      },
    },
    { volumes: [{ name: 'data', sizeBytes: 4 * 1024 ** 2, ...(inodes === undefined ? {} : { inodes }) }] },
  );
}

let asked = 0;

/** Whether a note is kept. */
export async function keepsNotes({ run }: Bench): Promise<boolean> {
  const path = `/${++asked}`;
  return (await run(`curl -s -m 2 http://notes:8080${path}`)).stdout === path;
}

/** What operators have who clean up by a timer. */
export function cleaningUp(command: string): { prepare(bench: Bench): Promise<void>; restore(bench: Bench): Promise<void> } {
  return {
    prepare: async ({ must }) =>
      void (await must(`while true; do ${command}; sleep 0.1; done >/tmp/cleaning.log 2>&1 & echo $! >/tmp/cleaning`)),
    restore: async ({ must }) => void (await must('kill $(cat /tmp/cleaning)')),
  };
}
