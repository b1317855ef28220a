import type { Location } from './location.ts';
import type { Problem } from './problem.ts';

export const roles = ['diagnose', 'act', 'verify', 'rollback', 'manual', 'other'] as const;
/** What a step is for. */
export type Role = (typeof roles)[number];
/** How the role was found: told by an attribute, told by a heading or label, or guessed from the commands. */
export type RoleFrom = 'attribute' | 'heading' | 'guess';

/** What a block's author may say about it, after decoding. Durations in ms. */
export interface StepAttributes {
  readonly name?: string;
  readonly role?: Role;
  readonly timeoutMs?: number;
  /** Exit statuses that count as success, or any. */
  readonly exit?: readonly number[] | 'any';
  /** Text, or a pattern written between slashes, that the output must contain. */
  readonly expect?: string;
  /** How often a step that does not hold is tried again; a `verify` step is retried until its time limit without it. */
  readonly retry?: number;
  /** Service to run in, instead of the bastion. */
  readonly on?: string;
  /** A line run after the block, for blocks that only define functions. */
  readonly call?: string;
  /** How long a never-ending command may print before Ctrl-C. */
  readonly endlessMs?: number;
  /** What a person types. */
  readonly input?: string;
  /** Why the block is not followed. */
  readonly skip?: string;
  /** How long a person takes for it. */
  readonly takesMs?: number;
  readonly cwd?: string;
  readonly background?: boolean;
}
export type AttributeName = keyof StepAttributes;

/** One statement of a block, at its place in the Markdown file. */
export interface Statement {
  readonly text: string;
  readonly location: Location;
}

/** A block that is only carried out in some cases ("if the disk is full, …"). */
export interface Branch {
  /** The words that made it a branch. */
  readonly condition: string;
  readonly location: Location;
}

/** What an `output` fence after a step says it prints: lines, `...`, `(regex)`, `(glob)`. */
export interface ExpectedOutput {
  readonly lines: readonly string[];
  readonly location: Location;
}

/** A block of a runbook: every fence, indented block and manual task, whether it is a step or not. */
export interface Block {
  /** The step's `name`, else `<procedure id>/<ordinal>`. Unique in the runbook. */
  readonly id: string;
  /** The nearest procedure (heading) that holds it. */
  readonly procedure: string;
  readonly location: Location;
  /** The fence's first word, empty when it has none. */
  readonly lang: string;
  /** The block as it stands in the file, prompts and sample output included. */
  readonly text: string;
  readonly role: Role;
  readonly roleFrom: RoleFrom;
  /** Whether following the procedure carries it out. */
  readonly step: boolean;
  /** Why it is, or is not, a step; one clause. */
  readonly reason: string;
  readonly language: 'shell' | 'sql' | 'person' | 'none';
  /** What is carried out: prompts removed, sample output dropped. Empty for manual steps. */
  readonly script: string;
  /** For each line of `script` (from 0), its line in the Markdown file. */
  readonly scriptLines: readonly number[];
  readonly statements: readonly Statement[];
  readonly attributes: StepAttributes;
  readonly attributeLocations: Readonly<Partial<Record<AttributeName, Location>>>;
  readonly expectedOutput?: ExpectedOutput;
  readonly branch?: Branch;
  /** Sentence of a manual step, or the words that introduce the block. */
  readonly prose: string;
}

/** A heading with all headings below it. */
export interface Procedure {
  /** The heading's GitHub slug (`-1`, `-2` … for repeated ones). */
  readonly id: string;
  readonly title: string;
  /** 1 to 6; a bold or list label that stands alone counts one below its heading. */
  readonly depth: number;
  readonly location: Location;
  readonly parent?: string;
  /** Role told by its own words, if any. */
  readonly role?: Role;
}

/** Inline code in an acting list or sentence, and what stands in blocks that are no step: never silently run, never silently dropped. */
export interface UnfencedCommand {
  readonly text: string;
  readonly procedure: string;
  readonly location: Location;
  readonly role: Role;
  /** Of a block or line that a reader sees like a step: why it is none, and whether the shell could run it all the same. */
  readonly dropped?: { readonly why: string; readonly runnable: boolean };
}

/** Text that a reader must replace before a block can run, such as `<HOST>`. */
export interface Placeholder {
  readonly text: string;
  /** Id of the block; of the procedure for an inline command's. */
  readonly block: string;
  readonly location: Location;
}

export interface FrontMatter {
  readonly id?: string;
  readonly title?: string;
  readonly owner?: string;
  readonly severity?: string;
  readonly service?: string;
  readonly alerts?: readonly string[];
  readonly rtoMs?: number;
  readonly rpo?: string;
  readonly review?: string;
  readonly repeatable?: boolean;
}

/** A Markdown file, as it was understood. */
export interface Runbook {
  readonly file: string;
  readonly title: string;
  /** sha256 of the file's bytes. */
  readonly digest: string;
  readonly frontMatter: FrontMatter;
  readonly procedures: readonly Procedure[];
  /** In document order. */
  readonly blocks: readonly Block[];
  readonly unfenced: readonly UnfencedCommand[];
  readonly placeholders: readonly Placeholder[];
  readonly problems: readonly Problem[];
}
