import type { Runbook } from '../../model/runbook.ts';
import type { LookedUpStack } from '../../model/stack-contents.ts';
import type { ReadMarkdown } from '../../reading/read-runbook.ts';
import { locateInScript, type Source } from '../../reading/runbook/source.ts';
import { isForbidding } from '../../reading/runbook/conditions.ts';
import type { CheckedDocument } from './checked-document.ts';
import { commandsByName } from './commands-by-name.ts';
import { linksOf } from './links-of.ts';
import type { Project } from './project.ts';
import { readShells } from './read-shells.ts';
import type { Shell } from './shell/tree.ts';
import { readSql } from './sql/read-sql.ts';
import type { SqlText } from './sql/sql-text.ts';
import { sqlsOf } from './sql/sql-in-shell.ts';

/** What rules see of a Markdown file that has been read. Never throws for what the file says. */
export function readDocument({ runbook, source, tree }: ReadMarkdown, project: Project, stack?: LookedUpStack): CheckedDocument {
  const shells = once(() => unlessTooDeep(() => readShells(runbook, tree, source)));
  const commands = once(() =>
    shells()
      .filter(isForReaders)
      .flatMap(shell => shell.commands),
  );
  const byName = once(() => commandsByName(commands()));
  const sqls = once(() => [...fences(runbook, source), ...commands().flatMap(sqlsOf)]);
  const links = once(() => linksOf(tree, source, project.root));
  return {
    file: runbook.file,
    source,
    tree,
    runbook,
    project,
    ...(stack === undefined ? {} : { stack }),
    get shells() {
      return shells();
    },
    get commands() {
      return commands();
    },
    commandsNamed: names => byName()(names),
    get sqls() {
      return sqls();
    },
    get links() {
      return links();
    },
  };
}

/** Words that speak of a command ask nobody to run it, and "do not run this" does not either. */
function isForReaders({ origin, step, block }: Shell): boolean {
  if (origin === 'inline') return step;
  return block?.branch === undefined || !isForbidding(block.branch.condition);
}

function fences({ blocks }: Runbook, source: Source): readonly SqlText[] {
  return blocks.flatMap(block => {
    if (!/^(?:sql|pgsql|postgres(?:ql)?|plpgsql|mysql|sqlite)$/.test(block.lang)) return [];
    const [text, lines] =
      block.language === 'sql'
        ? [block.script, block.scriptLines]
        : [block.text, block.text.split('\n').map((_, index) => block.location.line + 1 + index)];
    const own = text.split('\n');
    const place = (index: number): { readonly line: number; readonly column: number } => {
      const before = text.slice(0, index).split('\n');
      const row = before.length - 1;
      return locateInScript(source, lines[row] ?? block.location.line, own[row] ?? '', before[row]?.length ?? 0);
    };
    const locate: SqlText['locate'] = (from, to) => {
      const first = place(from);
      const last = to > from ? place(to - 1) : { ...first, column: first.column - 1 };
      return { file: source.file, line: first.line, column: first.column, endLine: last.line, endColumn: last.column + 1 };
    };
    const dialect = /^(?:pgsql|postgres(?:ql)?|plpgsql)$/.test(block.lang)
      ? 'postgresql'
      : block.lang === 'mysql' || block.lang === 'sqlite'
        ? block.lang
        : 'unknown';
    return [readSql({ origin: 'fence', dialect, text, expanded: false, step: block.step, block, procedure: block.procedure, locate })];
  });
}

/** Thousands of substitutions inside one another: nobody wrote that for a reader. */
function unlessTooDeep<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof RangeError) return [];
    throw thrown;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
