import { readFile } from 'node:fs/promises';
import type { Answer } from '../model/operation.ts';
import { HarnessError, messageOf } from '../support/harness-error.ts';
import { deadline } from './deadline.ts';
import { unknownService } from './known-service.ts';
import { noAnswer } from './no-answer.ts';
import { defineOperation, type OperationContext } from './operation.ts';
import { sqlSettings, type SqlSettings } from './settings/sql.ts';
import { endSession, openSession } from './sql-session.ts';

/** Asks a PostgreSQL service in a session of its own. */
export const sql = defineOperation<SqlSettings>({ kind: 'sql', settings: sqlSettings, check: ({ service }, stack) => unknownService(service, stack), ask });

async function ask(settings: SqlSettings, { stack, timeoutMs, signal }: OperationContext): Promise<Answer> {
  const text = settings.query ?? (await contentOf(settings.file ?? ''));
  const began = performance.now();
  const limit = deadline(timeoutMs, signal);
  try {
    const client = await openSession(stack, { service: settings.service, role: settings.role, ...(settings.database === undefined ? {} : { database: settings.database }), timeoutMs, signal: limit.signal });
    try {
      const late = new Promise<never>((_, reject) => limit.signal.addEventListener('abort', () => reject(limit.signal.reason as Error), { once: true }));
      late.catch(() => {});
      const result = await Promise.race([client.query(text), late]);
      // Several statements give several results; the last one answers.
      const last = Array.isArray(result) ? (result as (typeof result)[]).at(-1) : result;
      const rows = (last?.rows ?? []) as Readonly<Record<string, unknown>>[];
      const first = rows[0] === undefined ? undefined : Object.values(rows[0])[0];
      const number = first === undefined || first === null || first === '' ? Number.NaN : Number(first);
      return { answered: true, rows, text: rows.map(row => Object.values(row).map(String).join('|')).join('\n'), ...(Number.isNaN(number) ? {} : { number }), durationMs: performance.now() - began };
    } finally {
      await endSession(stack, settings.service, client, limit.signal.aborted);
    }
  } catch (thrown) {
    const code = (thrown as { code?: string }).code;
    // A SQLSTATE is the server's own answer.
    if (!limit.signal.aborted && code !== undefined && /^[0-9A-Z]{5}$/.test(code)) return { answered: true, text: '', error: `${code} ${messageOf(thrown)}`, durationMs: performance.now() - began };
    return noAnswer(limit.signal.aborted ? limit.signal.reason : thrown, began);
  } finally {
    limit.release();
  }
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new HarnessError('no-file', `the SQL file ${file} cannot be read: ${messageOf(cause)}`, 'Give a path relative to the scenario.', { cause });
  }
}
