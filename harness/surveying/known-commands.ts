/** What a command is to a drill. */
export type CommandKind = 'tool' | 'shim' | 'stub' | 'file' | 'nothing';

/** What the bastion has; passed in. */
export interface Known {
  readonly tools: ReadonlySet<string>;
  readonly shims: ReadonlySet<string>;
  /** Tools of services that no stack has. */
  readonly stubs: ReadonlySet<string>;
  /** What a shim of `sudo` refuses: nobody is root inside a stack. */
  readonly needRoot: ReadonlySet<string>;
  /** Whether the project or a stack has a file that a runbook names; absent where nobody looked. */
  readonly hasFile?: (path: string) => boolean;
}

/** Tells what stands behind a command's name; undefined for what the shell itself does, and for names that only a run tells. */
export function kindOfCommand(name: string, asRoot: boolean, { tools, shims, stubs, needRoot }: Known): CommandKind | undefined {
  if (builtins.has(name) || /[$`<>*?{}()[\]"'_]/.test(name.replaceAll(/(?<=\w)_(?=\w)/g, '')) || !/[A-Za-z[]/.test(name)) return undefined;
  if (stubs.has(name)) return 'stub';
  if (shims.has(name)) return 'shim';
  if (asRoot && needRoot.has(name)) return 'nothing';
  if (tools.has(name)) return 'tool';
  return name.includes('/') ? 'file' : 'nothing';
}

const builtins: ReadonlySet<string> = new Set(
  `. : [ [[ alias bg bind break builtin caller case cd command compgen complete continue coproc declare dirs disown do done echo elif else
  enable esac eval exec exit export false fc fg fi for function getopts hash help history if in jobs kill let local logout mapfile popd
  printf pushd pwd read readarray readonly return select set shift shopt source suspend test then time times trap true type typeset ulimit
  umask unalias unset until wait while`
    .trim()
    .split(/\s+/),
);
