import { chainsBefore, commandsOf, outermost } from '../document/shell/ask.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { ShellCommand } from '../document/shell/tree.ts';

/** A command of a block that is an SQL statement, which the shell takes for a program's name. */
export function sqlLinesOf({ commandsNamed }: Pick<CheckedDocument, 'commandsNamed'>): readonly ShellCommand[] {
  return commandsNamed(/^(?:SELECT|update|delete|insert|alter|create|drop|truncate)$/i).filter(
    command => isSql(command) && command.shell.origin === 'block' && command.outer === undefined && !inSession(command),
  );
}

function isSql({ name, args }: ShellCommand): boolean {
  const [second = '', third = ''] = args.map(({ text }) => text);
  // `select` in small letters is a word of the shell's own.
  if (name === 'SELECT') return args.length > 0 && !second.startsWith('-');
  switch (name.toUpperCase()) {
    case 'UPDATE':
      return /^set$/i.test(third) || (name === 'UPDATE' && args.length === 1);
    case 'DELETE':
      return /^from$/i.test(second);
    case 'INSERT':
      return /^into$/i.test(second);
    case 'ALTER':
      return /^(?:table|system|database|role|user|index|sequence)$/i.test(second);
    case 'CREATE':
      return /^(?:table|index|unique|database|role|user|extension|view|materialized|schema)$/i.test(second);
    case 'DROP':
      return /^(?:table|index|database|role|user|extension|view|schema)$/i.test(second);
    case 'TRUNCATE':
      return /^table$/i.test(second);
    default:
      return false;
  }
}

/** Whether a client that was started before reads the line: `psql chat`, and below it what one types there. */
function inSession(command: ShellCommand): boolean {
  return chainsBefore(outermost(command)).some(({ pipelines }) =>
    pipelines.some(({ stages }) => {
      const [first, ...more] = stages;
      return first !== undefined && more.length === 0 && commandsOf(first).some(isOpenClient);
    }),
  );
}

function isOpenClient({ name, args, redirects }: ShellCommand): boolean {
  return (
    /^(?:psql|mysql|mariadb|sqlite3|sqlplus|cqlsh|mongosh|clickhouse-client)$/.test(name) &&
    redirects.length === 0 &&
    !args.some(({ value }) => /^(?:-\w*[cfe]|--(?:command|file|execute|version|list).*|-l|select .*)$/i.test(value))
  );
}
