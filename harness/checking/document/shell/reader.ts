import type { ShellNodeOf } from '../../../reading/shell/parse-shell.ts';
import type { WordReader } from './read-word.ts';
import type { Shell, ShellCommand, ShellList, ShellStage } from './tree.ts';

/** What a shell text is, before it is read. */
export type ShellInput = Pick<Shell, 'origin' | 'step' | 'procedure' | 'text' | 'locate'> &
  Partial<Pick<Shell, 'block' | 'within'>> &
  Pick<ShellCommand, 'where' | 'asRoot'> & {
    /** How many shells stand around it. */
    readonly depth: number;
  };

/** What the readers of a tree's parts share. */
export interface ShellReader extends WordReader {
  readonly shell: Shell;
  readonly input: ShellInput;
  /** In the order of the text. */
  readonly commands: ShellCommand[];
  listOf(statements: readonly ShellNodeOf<'Statement'>[], within: ShellList['within']): ShellList;
  /** A reader of words whose substitutions belong to this command. */
  own(stage: ShellStage): WordReader;
  /** Reads text that another shell runs. */
  nested(input: ShellInput): Shell;
}
