import { basename } from 'node:path';
import { whatRuns } from '../shell/what-runs.ts';
import { queryKnownToAct } from './acting-sql.ts';
import { wordsKnownToAct } from './acting-words.ts';
import { commandsOf } from './called-commands.ts';
import { queriesOf } from './guess-role.ts';
import { statementsOf, type ShellStatement } from './statements.ts';

/**
 * The first command of a script by which somebody intervenes, as words; undefined where none is known to. Of what it does not know it says
 * nothing: neither that it acts, nor that it only looks. To add something, as a canary does, is a way to look.
 */
export function commandKnownToAct(script: string): string | undefined {
  for (const statement of carriedOut(statementsOf(script))) {
    const command = statement.commands.find(words => isKnownToAct(words));
    if (command !== undefined) return command.join(' ');
    const target = statement.writesTo.find(({ operator, to }) => changesSystem(operator, to));
    if (target !== undefined) return `${target.operator} ${target.to}`;
    const said = saidToReaders(statement);
    if (said !== undefined) return said;
  }
  return undefined;
}

/** What is not in a function, and the functions that it calls. */
function carriedOut(statements: readonly ShellStatement[]): readonly ShellStatement[] {
  const found = new Set(statements.filter(({ defines }) => defines === undefined));
  // A set that grows while it is walked through is walked through to its end.
  for (const { commands } of found)
    for (const [name] of commands) {
      // The last of that name, as bash has it.
      const called = statements.findLast(({ defines }) => defines !== undefined && defines === name);
      if (called !== undefined) found.add(called);
    }
  return [...found];
}

function isKnownToAct(words: readonly string[]): boolean {
  return commandsOf(words).some(({ name, words: [, ...rest] }) => {
    const tool = toolOf(name);
    if (tool === 'xargs') {
      const { from } = whatRuns('xargs', ['xargs', ...rest]) ?? { from: 0 };
      const [inner = '', ...more] = ['xargs', ...rest].slice(from);
      return from > 0 && wordsKnownToAct(toolOf(inner), [...more, 'something']);
    }
    return isQueryKnownToAct(tool, rest) || wordsKnownToAct(tool, rest);
  });
}

function isQueryKnownToAct(tool: string, rest: readonly string[]): boolean {
  if (!isSqlClient(tool) || rest.includes('-readonly')) return false;
  return queryKnownToAct(queriesOf(tool, rest).join(';\n')) !== undefined;
}

/** What a client or a shell reads from its input: a here-document, or what `echo` prints into a pipe. */
function saidToReaders({ commands, inputs }: ShellStatement): string | undefined {
  const all = commands.flatMap(words => commandsOf(words));
  const printed = all.flatMap(({ name, words }) => (/^(?:echo|printf)$/.test(name) ? [words.slice(1).join(' ')] : []));
  for (const { name, words } of all) {
    const tool = toolOf(name);
    const rest = words.slice(1);
    for (const text of [...inputs, ...printed]) {
      if (isSqlClient(tool) && readsInput(tool, rest)) {
        const query = queryKnownToAct(text);
        if (query !== undefined) return query;
      }
      if (/^(?:redis|valkey)-cli$/.test(tool)) {
        const line = text.split('\n').find(one => wordsKnownToAct(tool, one.trim().split(/\s+/)));
        if (line !== undefined) return line.trim();
      }
      if (/^(?:ba|z)?sh$/.test(tool) && rest.every(word => word.startsWith('-')) && inputs.includes(text)) {
        const command = commandKnownToAct(text);
        if (command !== undefined) return command;
      }
    }
  }
  return undefined;
}

/** No query stands among its words. */
function readsInput(tool: string, rest: readonly string[]): boolean {
  if (rest.includes('-readonly')) return false;
  return tool === 'sqlite3' ? rest.filter(word => /^[^-.]/.test(word)).length === 1 : queriesOf(tool, rest).length === 0;
}

/** Settings of a machine, and logs that are emptied. */
function changesSystem(operator: string, to: string): boolean {
  return /^\/(?:etc|proc|sys)\//.test(to) || (!operator.endsWith('>>') && to.startsWith('/var/log/'));
}

function isSqlClient(tool: string): boolean {
  return tool === 'psql' || tool === 'sqlite3' || tool === 'mysql' || tool === 'mariadb';
}

function toolOf(name: string): string {
  return name.startsWith('/etc/init.d/') ? 'service' : basename(name);
}
