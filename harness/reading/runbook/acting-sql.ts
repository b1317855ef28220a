import { changingFunctions } from './guess-role.ts';
import { sqlStatementsOf } from './statements.ts';

const acting = /^(?:update|delete|drop|truncate|alter|vacuum|reindex|grant|revoke|call|do|merge|reassign|refresh|cluster|kill)\b/i;
const change = String.raw`(?:update\s+\S+\s+(?:(?:as\s+)?\w+\s+)?set|delete\s+from|merge\s+into)\b`;
/** Behind `with`, or measured by `explain analyze`, which carries it out. */
const wrapped = new RegExp(String.raw`^(?:with\b[^]*[()]\s*|explain\b[^]*?\banalyze\b[^]*?)${change}`, 'i');
const moreFunctions = /pg_stat_reset\w*\s*\(|pg_drop_replication_slot|pg_wal_replay_(?:pause|resume)|lo_unlink/i;

/** The first statement by which somebody intervenes; undefined where none is known to. What is rolled back has not been. */
export function queryKnownToAct(sql: string): string | undefined {
  const lasting: string[] = [];
  let begun: number | undefined;
  for (const { text } of sqlStatementsOf(sql)) {
    const bare = bareOf(text);
    if (/^(?:begin|start\s+transaction)\b/i.test(bare)) begun = lasting.length;
    // Functions end sessions all the same.
    if (changingFunctions.test(bare) || moreFunctions.test(bare)) return shown(text);
    if (/^rollback\b(?!\s+(?:to|prepared)\b)/i.test(bare)) lasting.length = begun ?? lasting.length;
    if (/^(?:commit|end|rollback)\b/i.test(bare)) begun = undefined;
    if (acting.test(bare) || wrapped.test(bare)) lasting.push(shown(text));
  }
  return lasting[0];
}

/** Without comments, and without what stands in quotes. */
function bareOf(text: string): string {
  return text
    .replaceAll(/--[^\n]*|\/\*[^]*?\*\/|'(?:[^']|'')*'|"[^"]*"/g, found => (/^['"]/.test(found) ? "''" : ' '))
    .replace(/;\s*$/, '')
    .trim();
}

function shown(text: string): string {
  return text.replace(/^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)+/, '').replace(/;\s*$/, '');
}
