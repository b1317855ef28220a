import { readFile } from 'node:fs/promises';
import type { Answer } from '../model/operation.ts';
import { HarnessError, messageOf } from '../support/harness-error.ts';
import { unknownRole } from './database-of.ts';
import { deadline } from './deadline.ts';
import { unknownService } from './known-service.ts';
import { noAnswer } from './no-answer.ts';
import { defineOperation, type OperationContext } from './operation.ts';
import { sqlSettings, type SqlSettings } from './settings/sql.ts';
import { sqlStateOf, withSession } from './sql-session.ts';

/** Asks a PostgreSQL service in a session of its own. */
export const sql = defineOperation<SqlSettings>({
  kind: 'sql',
  about: "A query in one of the service's roles. Its answer has `rows` and `text`, and `number` of a single value.",
  example: { service: 'database', query: 'select count(*) from messages' },
  settings: sqlSettings,
  check: ({ service, role }, stack) => [
    ...unknownService(service, stack),
    ...unknownRole(
      role,
      stack.services.find(({ name }) => name === service),
    ),
  ],
  ask,
});

async function ask(
  { query, file, role, ...target }: SqlSettings,
  { stack, timeoutMs, signal, role: usual = 'app' }: OperationContext,
): Promise<Answer> {
  const text = query ?? (await contentOf(file ?? ''));
  const began = performance.now();
  const limit = deadline(timeoutMs, signal);
  try {
    const result = await withSession(stack, { ...target, role: role ?? usual, timeoutMs, signal: limit.signal }, session =>
      session.query(text),
    );
    // Several statements give several results; the last one answers.
    const last = Array.isArray(result) ? (result as (typeof result)[]).at(-1) : result;
    const rows = (last?.rows ?? []) as Readonly<Record<string, unknown>>[];
    const first = rows[0] === undefined ? undefined : Object.values(rows[0])[0];
    const number = first === undefined || first === null || first === '' ? Number.NaN : Number(first);
    return {
      answered: true,
      rows,
      text: rows.map(row => Object.values(row).map(show).join('|')).join('\n'),
      ...(Number.isNaN(number) ? {} : { number }),
      durationMs: performance.now() - began,
    };
  } catch (thrown) {
    if (limit.signal.aborted) return noAnswer(limit.signal.reason, began);
    const state = sqlStateOf(thrown);
    // A SQLSTATE is the server's own answer.
    return state === undefined
      ? noAnswer(thrown, began)
      : { answered: true, text: '', error: `${state} ${messageOf(thrown)}`, durationMs: performance.now() - began };
  } finally {
    limit.release();
  }
}

/** As psql shows it: nothing for NULL, JSON as JSON. */
function show(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new HarnessError('no-file', `the SQL file ${file} cannot be read: ${messageOf(cause)}`, 'Give a path relative to the scenario.', {
      cause,
    });
  }
}
