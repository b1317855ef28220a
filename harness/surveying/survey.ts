import type { CommandKind } from './known-commands.ts';

/** What stands between a runbook and its first drill. */
export interface Survey extends Counts {
  readonly file: string;
  readonly title: string;
  /** 0 to 100: the higher, the less is to be done before it can be drilled. 0: nothing in it acts. */
  readonly score: number;
  /** What takes from the score, the most first. */
  readonly reasons: readonly string[];
  /** Services, units and hosts that its commands name. */
  readonly services: readonly string[];
  /** Of several acting headings the one to begin with. */
  readonly easiest?: { readonly id: string; readonly line: number; readonly score: number } | undefined;
}

/** What a runbook, or a section of it, is made of. */
export interface Counts {
  readonly blocks: number;
  readonly steps: number;
  readonly acting: number;
  readonly verifying: number;
  readonly manual: number;
  readonly inline: number;
  readonly branches: number;
  /** Each once. */
  readonly placeholders: readonly string[];
  /** Acting headings: a scenario names in `follow` which it carries out. */
  readonly procedures: readonly string[];
  /** Names of commands, each once. */
  readonly commands: Readonly<Record<CommandKind, readonly string[]>>;
  readonly errors: number;
  readonly warnings: number;
}
