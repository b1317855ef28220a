import { logText } from '../reports/ci/log-text.ts';
import { cleanLine } from '../reports/clean-text.ts';
import { standing } from './ended.ts';
import type { RunRecord } from './record.ts';

/** Header of the list; one line for each scenario of each run, and one for a run without any. */
const columns = [
  'position',
  'run',
  'opened',
  'closed',
  'state',
  'scenario',
  'outcome',
  'reason',
  'as expected',
  'recovery lower ms',
  'recovery upper ms',
  'recovery pace',
  'findings',
  'trials',
  'engine',
  'drillbook',
  'rules',
  'trigger',
  'actor',
  'url',
  'commit',
  'dirty',
  'input digest',
  'manifest sha256',
] as const;

/** The list of runs as RFC 4180 has it: CRLF, every field in quotes where it needs them. No field is a formula to a spreadsheet. */
export function registerCsv(records: readonly RunRecord[], now: Date): string {
  return [columns.map(String), ...records.flatMap(record => rowsOf(record, now))].map(row => `${row.map(field).join(',')}\r\n`).join('');
}

function rowsOf(record: RunRecord, now: Date): readonly (readonly string[])[] {
  const results = new Map((record.results ?? []).map(result => [result.id, result]));
  const known = new Set(record.scenarios.map(({ id }) => id));
  const scenarios = [...record.scenarios, ...[...results.keys()].filter(id => !known.has(id)).map(id => ({ id, inputDigest: '' }))];
  return (scenarios.length === 0 ? [{ id: '', inputDigest: '' }] : scenarios).map(({ id, inputDigest }) => {
    const result = results.get(id);
    return [
      String(record.position),
      record.run,
      record.openedAt,
      record.closedAt ?? '',
      standing(record, now),
      id,
      result?.outcome ?? '',
      result?.reason ?? '',
      result === undefined ? '' : String(result.asExpected),
      result?.recoveryMs === undefined ? '' : String(result.recoveryMs.lower),
      result?.recoveryMs === undefined ? '' : String(result.recoveryMs.upper),
      result?.recoveryMs === undefined ? '' : result.withReader === true ? 'with the reader' : 'machine',
      (result?.findings ?? []).join(' '),
      (result?.trials ?? []).join(' '),
      record.engine,
      record.drillbook,
      String(record.rules),
      record.trigger.event ?? record.trigger.kind,
      record.trigger.actor ?? '',
      record.trigger.url ?? '',
      record.source?.commit ?? '',
      record.source === undefined ? '' : String(record.source.dirty),
      inputDigest,
      record.manifest ?? '',
    ];
  });
}

/** A spreadsheet takes what begins so for a formula, also in quotes: a quote before it makes it text (OWASP, "CSV Injection"). */
function field(value: string): string {
  // One line, nothing that moves a cursor, and no command to a CI system: the table is printed as it is.
  const text = logText(cleanLine(value));
  const safe = /^[\s]*[=+\-@\t\r＝＋－＠|%]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
