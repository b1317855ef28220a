import { execa } from 'execa';
import { z } from 'zod';
import { HarnessError, messageOf } from '../support/harness-error.ts';
import { isRecordPath, recordPath } from './record.ts';
import type { RunRecord } from './record.ts';
import type { Store, StoreKind } from './store.ts';

const limitMs = 30_000;

const answer = z.object({ error: z.string().optional(), records: z.array(z.unknown()).optional(), ok: z.boolean().optional() });

/**
 * A team's own program, for whatever keeps their records. It is run by `sh -c` in the working directory, once for each request, gets
 * one line of JSON on standard input and answers with one JSON document on standard output (docs/register.md):
 * `{"version":1,"action":"list"}` with `{"records":[…]}`; `{"version":1,"action":"put","name":"…","record":{…}}` with `{"ok":true}`;
 * either with `{"error":"…"}`.
 */
export const commandStore: StoreKind = {
  kind: 'command',
  usage: 'command:<program>',
  open(place, cwd): Store {
    const describe = `the command ${place}`;
    const ask = async (request: Readonly<Record<string, unknown>>): Promise<z.output<typeof answer>> => {
      const { stdout, stderr, exitCode, timedOut, message } = await execa('sh', ['-c', place], {
        cwd,
        input: `${JSON.stringify({ version: 1, ...request })}\n`,
        timeout: limitMs,
        reject: false,
        maxBuffer: 512 * 1024 * 1024,
      }).catch((thrown: unknown) => ({ stdout: '', stderr: '', exitCode: undefined, timedOut: false, message: messageOf(thrown) }));
      if (timedOut) throw failed(describe, `no answer within ${limitMs / 1000} s`);
      if (exitCode !== 0) throw failed(describe, `exit status ${exitCode ?? `unknown (${message ?? ''})`}: ${lastLine(stderr)}`);
      const { data } = answer.safeParse(parsed(stdout));
      if (data === undefined) throw failed(describe, 'unexpected answer, expected one JSON object');
      if (data.error !== undefined) throw failed(describe, data.error);
      return data;
    };
    return {
      describe,
      async list() {
        const { records } = await ask({ action: 'list' });
        if (records === undefined) throw failed(describe, 'unexpected answer without "records", expected a list of them');
        return records.map((record, index) => ({ name: nameOf(record, index), text: JSON.stringify(record) ?? '' }));
      },
      async put(record) {
        const { ok } = await ask({ action: 'put', name: recordPath(record), record });
        // Silence is no promise that the record was kept.
        if (ok !== true) throw failed(describe, 'unexpected answer without "ok":true, expected it once the record is kept');
      },
    };
  },
};

function nameOf(record: unknown, index: number): string {
  const { run, openedAt } = (record ?? {}) as Partial<RunRecord>;
  const path = typeof run === 'string' && typeof openedAt === 'string' ? recordPath({ run, openedAt }) : '';
  return isRecordPath(path) ? path : `record ${index + 1}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 300) || '(it printed nothing)';
}

function failed(describe: string, what: string): HarnessError {
  return new HarnessError(
    'register',
    `the register cannot be reached: ${describe}: ${what}`,
    'Run the command by hand with a request on its standard input; docs/register.md has the protocol.',
  );
}
