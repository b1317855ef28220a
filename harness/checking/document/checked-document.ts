import type { Root } from 'mdast';
import type { Runbook } from '../../model/runbook.ts';
import type { LookedUpStack } from '../../model/stack-contents.ts';
import type { Source } from '../../reading/runbook/source.ts';
import type { DocumentLink } from './links-of.ts';
import type { Project } from './project.ts';
import type { Shell, ShellCommand } from './shell/tree.ts';
import type { SqlText } from './sql/sql-text.ts';

/** A Markdown file as rules see it. What is not asked for is not read. */
export interface CheckedDocument {
  readonly file: string;
  /** Text and lines, with places in them. */
  readonly source: Source;
  /** Front matter is taken out of it; its lines are not. */
  readonly tree: Root;
  /** Procedures, blocks, roles, placeholders. */
  readonly runbook: Runbook;
  /** Of blocks and inline code, whether steps or not, in the order of the text. */
  readonly shells: readonly Shell[];
  /**
   * All simple commands that a reader is to carry out: of blocks, of inline code that an instruction asks for, nested ones too. Not those of
   * prose that only speaks of a command, nor of what must not be done.
   */
  readonly commands: readonly ShellCommand[];
  /** Those of `commands` whose name the pattern finds, in the same order. */
  commandsNamed(names: RegExp): readonly ShellCommand[];
  readonly sqls: readonly SqlText[];
  readonly links: readonly DocumentLink[];
  /** The files around it. */
  readonly project: Project;
  /** The system that it is for, where one is known. */
  readonly stack?: LookedUpStack;
}
