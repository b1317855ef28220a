import type { LookedUpStack, Schema } from '../../model/stack-contents.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import { optionValueOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { SqlText } from '../document/sql/sql-text.ts';
import { operandsOf } from '../shell-facts/words-of-call.ts';
import { hostsOf } from './hosts-of.ts';

/** The tables among which an SQL text finds its own; undefined where it may speak to another database than the stack's. */
export function databaseOf(
  { dialect, command, block, text }: SqlText,
  stack: LookedUpStack,
  document: CheckedDocument,
): Schema | undefined {
  const { postgresql, sqlite } = stack.contents ?? {};
  if (command === undefined) {
    // A fence: nobody says whose it is.
    if (block?.branch !== undefined || !speaksToStackOnly(document, stack)) return undefined;
    if (dialect === 'postgresql' || dialect === 'sqlite') return dialect === 'sqlite' ? sqlite : postgresql;
    return dialect === 'unknown' && sqlite === undefined ? postgresql : undefined;
  }
  if (command.where === 'elsewhere') return undefined;
  if (dialect === 'sqlite') {
    const [file] = operandsOf(command, /^-(?:cmd|init|separator|nullvalue|newline)$/);
    const isOurs = file !== undefined && sqlite?.databases.includes(file.value.replace(/^.*\//, '')) === true;
    return isOurs && !/\battach\b/i.test(text) ? sqlite : undefined;
  }
  return dialect === 'postgresql' && postgresql !== undefined && asksStack(command, text, stack, postgresql) ? postgresql : undefined;
}

const clients = /^(?:psql|pgcli|mysql|mariadb|sqlite3?|clickhouse-client|mongosh|sqlcmd|snowsql|bq|duckdb|cqlsh)$/;

/** Whether no command of a document asks another database: what a fence is for nobody says. */
function speaksToStackOnly({ commandsNamed }: CheckedDocument, stack: LookedUpStack): boolean {
  const { postgresql } = stack.contents ?? {};
  return commandsNamed(clients).every(
    command =>
      command.name === 'psql' && command.where !== 'elsewhere' && postgresql !== undefined && asksStack(command, '', stack, postgresql),
  );
}

const withValue = /^-[aAbeElnqsStwWxXz01]*[cdfFhLoPpRTUvV]$|^--(?:command|dbname|file|host|port|username|variable|set|pset|output)$/;

function asksStack(command: ShellCommand, text: string, stack: LookedUpStack, { databases }: Schema): boolean {
  if (/^\s*\\c(?:onnect)?\s+\S/m.test(text)) return false;
  const [positional] = operandsOf(command, withValue);
  const given = optionValueOf(command, ['-d', '--dbname'], 'cdfhopUv') ?? positional?.value;
  const set = (name: string): string | undefined => command.assignments.find(assignment => assignment.name === name)?.value?.value;
  if (set('PGSERVICE') !== undefined) return false;
  const written = given ?? set('PGDATABASE');
  const address = /^postgres(?:ql)?:\/\/(?:[^@/]*@)?([^:/?]*)(?::\d+)?(?:\/([^?]*))?/.exec(written ?? '');
  const words = written?.includes('=') === true && address === null ? written : undefined;
  const host =
    address?.[1] ?? /\bhost=(\S+)/.exec(words ?? '')?.[1] ?? optionValueOf(command, ['-h', '--host'], 'cdfhopUv') ?? set('PGHOST');
  const database = address?.[2] ?? (words === undefined ? (address === null ? written : undefined) : /\bdbname=(\S+)/.exec(words)?.[1]);
  return isStacks(host, stack, hostsOf(stack)) && isStacks(database, stack, databases);
}

/** What nobody writes is the stack's own, and so is a variable that the stack sets. */
function isStacks(value: string | undefined, stack: LookedUpStack, known: readonly string[]): boolean {
  if (value === undefined || value === '' || value.startsWith('/') || known.includes(value)) return true;
  const variable = /^\$(?:\{(\w+)\}|(\w+))$/.exec(value);
  const name = variable?.[1] ?? variable?.[2];
  return name !== undefined && [stack.bastion, ...stack.services].some(({ environment }) => environment[name] !== undefined);
}
