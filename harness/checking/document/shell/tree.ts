import type { Location } from '../../../model/location.ts';
import type { Block } from '../../../model/runbook.ts';

/** A shell text of a document, as bash would read it. All places are those of the Markdown file, to the very token. */
export interface Shell {
  /** A block; inline code that reads like a command; or text that a command hands to another shell: `bash -c '…'`, `ssh host …`. */
  readonly origin: 'block' | 'inline' | 'nested';
  /** Whether following the document carries it out; false for what it only shows. Of inline code: whether it is asked for. */
  readonly step: boolean;
  /** The block that holds it; inline code has none. */
  readonly block?: Block;
  /** Id of the heading's procedure. */
  readonly procedure: string;
  /** Without prompts and sample output. */
  readonly text: string;
  readonly list: ShellList;
  /** Every simple command in the order of the text: in pipes, conditions, functions and substitutions, behind `sudo`, inside `bash -c '…'`. */
  readonly commands: readonly ShellCommand[];
  /** What bash cannot read; the tree holds the rest. */
  readonly errors: readonly { readonly message: string; readonly location: Location }[];
  /** Of a nested one: the command that runs it. */
  readonly within?: ShellCommand;
  /** The place of a piece of `text`. */
  locate(from: number, to: number): Location;
}

/** What `;`, `&` and line ends separate. */
export interface ShellList {
  readonly chains: readonly ShellChain[];
  readonly shell: Shell;
  /** What the list is a part of; undefined for the whole text. */
  readonly within?:
    | { readonly part: 'condition' | 'body'; readonly of: ShellCompound }
    | { readonly part: 'substitution'; readonly of: ShellCommand | ShellCompound };
}

/** Pipelines between `&&` and `||`; most often one alone. */
export interface ShellChain {
  readonly pipelines: readonly ShellPipeline[];
  /** Ends in `&`. */
  readonly background: boolean;
  readonly list: ShellList;
  /** Place in its list, from 0. */
  readonly index: number;
}

/** Commands between `|`; most often one alone. */
export interface ShellPipeline {
  /** What stands before it in its chain. */
  readonly operator?: '&&' | '||';
  readonly stages: readonly ShellStage[];
  /** Begins with `!`. */
  readonly negated: boolean;
  readonly chain: ShellChain;
  /** Place in its chain, from 0. */
  readonly index: number;
}

export type ShellStage = ShellCommand | ShellCompound;

/** A simple command; `[[ … ]]` and `(( … ))` count as commands of these names. */
export interface ShellCommand {
  readonly type: 'command';
  /** Without the folder, where that is one of the system's; empty where the text only assigns or redirects. */
  readonly name: string;
  /** With the name. */
  readonly words: readonly ShellWord[];
  /** Without the name. */
  readonly args: readonly ShellWord[];
  /** Before the name, or of `export`, `local` and the like. */
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly ShellRedirect[];
  readonly location: Location;
  readonly pipeline: ShellPipeline;
  /** Place in its pipeline, from 0. */
  readonly index: number;
  readonly shell: Shell;
  /** The command that this one runs by its own words: of `sudo systemctl restart x` the `systemctl`. It stands in the same pipeline. */
  readonly inner?: ShellCommand | undefined;
  /** The command by whose words this one is run. */
  readonly outer?: ShellCommand;
  /** The shell text that it runs: of `bash -c '…'`, `ssh host …`, `eval`, and a here-document into a shell. */
  readonly runs?: Shell | undefined;
  /** Where it runs: where the reader's shell is, inside a container, or on another machine. */
  readonly where: 'bastion' | 'service' | 'elsewhere';
  /** Behind `sudo`. */
  readonly asRoot: boolean;
}

export interface ShellCompound {
  readonly type: 'compound';
  readonly kind: 'if' | 'for' | 'while' | 'until' | 'select' | 'case' | 'group' | 'subshell' | 'function' | 'coproc';
  /** Of a function, or the variable of a loop. */
  readonly name?: string;
  /** Of `if`, its `elif`s, and loops. */
  readonly conditions: readonly ShellList[];
  /** Of `if` one for each condition, and one more for `else`; of `case` one for each item; else one. */
  readonly bodies: readonly ShellList[];
  /** What `for` goes through; what `case` looks at. */
  readonly words: readonly ShellWord[];
  /** Of `case`: the patterns of each item. */
  readonly patterns: readonly (readonly ShellWord[])[];
  readonly redirects: readonly ShellRedirect[];
  readonly location: Location;
  readonly pipeline: ShellPipeline;
  readonly index: number;
  readonly shell: Shell;
}

export interface ShellWord {
  /** As it is written. */
  readonly text: string;
  /** Quotes and backslashes taken away; expansions stand in it as they are written. */
  readonly value: string;
  /** Whether the shell passes `value` just so: no expansion, no unquoted pattern. */
  readonly literal: boolean;
  readonly parts: readonly ShellWordPart[];
  readonly location: Location;
  /** Index in the shell's text. */
  readonly from: number;
  /** For each character of `value`, its index in the shell's text; undefined where it is not known (`$'…'`). */
  readonly indices: readonly number[] | undefined;
}

export interface ShellWordPart {
  /** `glob` is a pattern of file names; `process` is `<(…)`; `braces` is `{a,b}`. */
  readonly kind: 'literal' | 'glob' | 'variable' | 'command' | 'arithmetic' | 'process' | 'braces';
  readonly text: string;
  /** Of a literal: what it stands for. */
  readonly value: string;
  /** Between quotes of either kind. */
  readonly quoted: boolean;
  /** Of `$NAME` and `${NAME…}`. */
  readonly variable?: string;
  /** Of `${NAME:-x}` and the like: the operator. */
  readonly operator?: string;
  /** Of `$(…)` and `<(…)`. */
  readonly list?: ShellList;
  readonly location: Location;
}

export interface ShellAssignment {
  readonly name: string;
  /** Undefined for an array's. */
  readonly value?: ShellWord;
  readonly elements: readonly ShellWord[];
  readonly append: boolean;
  readonly location: Location;
}

export interface ShellRedirect {
  readonly operator: '>' | '>>' | '<' | '<>' | '<&' | '>&' | '>|' | '&>' | '&>>' | '<<<' | '<<' | '<<-';
  /** Where it is written before the operator. */
  readonly descriptor?: number;
  readonly target?: ShellWord;
  /** Of a here-document. */
  readonly document?: ShellDocument;
  readonly location: Location;
}

export interface ShellDocument {
  readonly text: string;
  /** Whether the shell leaves `$` in it alone: `<<'EOF'`. */
  readonly quoted: boolean;
  /** Index in the shell's text. */
  readonly from: number;
  readonly location: Location;
}
