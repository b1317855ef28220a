import type { StepAttributes } from '../../model/runbook.ts';

/** What another tool means by an attribute; nothing at all where it is about looks. */
export interface Meaning {
  readonly attributes?: StepAttributes;
  /** The tool leaves the block out. */
  readonly ignored?: true;
  /** What is to carry the block out instead of a shell. */
  readonly program?: string;
  /** What does not happen here, one clause. */
  readonly note?: string;
  readonly hint?: string;
  /** Said of a block that is no step as well: the tool does something with it. */
  readonly ofAnyBlock?: true;
}

/** Looks, editors, and what is anyway so here. */
const harmless: ReadonlySet<string> = new Set(
  `title linenums linenos linenostart linenums_start anchorlinenos lineanchors hl_lines hl_style filename copy highlight interactive tag tags
  category mimeType mimetype closeTerminalOnSuccess openTerminalOnStart terminalRows id class caption theme label start lines show_lines
  wrap nowrap transform raw style tabWidth tabwidth showLineNumbers startLineNumber lineNumbers numberLines frame mark ins del collapse live
  noInline npm2yarn editable runnable no-copy annotate focus select width height description tesh-session script() hbs echo include`
    .trim()
    .split(/\s+/),
);
/** Words that say of a block that tools leave it out. */
const leftOut = /^(?:testIgnore|no_?-?run|no_?-?exec|no_?-?test|skip\(\)|nocheck)$/i;

/** Statuses of a command that was tried and refused: not those of a time limit, or of a command that cannot be found or run. */
export const failing: readonly number[] = Array.from({ length: 255 }, (_, index) => index + 1).filter(
  status => ![124, 126, 127].includes(status),
);

const shells = /^(?:\/(?:usr\/)?bin\/)?(?:env )?(?:bash|sh|zsh|dash|shell)$/;

/** Attributes of Runme, the EKS workshop, tesh, scrut, specdown, OCaml's mdx, R Markdown. Undefined for what no tool that we know says. */
export function meaningOfKey(key: string, value: string): Meaning | undefined {
  if (harmless.has(key) || key.startsWith('runme.dev/') || key.startsWith('data-')) return {};
  return keys[key]?.(value);
}

export function meaningOfWord(word: string): Meaning | undefined {
  if (leftOut.test(word)) return { ignored: true };
  if (harmless.has(word) || /^[.#:]|^[{[]?[\d,\s-]*[}\]]?$/.test(word)) return {};
  if (word === 'background()') return { attributes: { background: true } };
  if (word === 'file()')
    return { note: 'nothing writes this block to a file here', hint: 'Write it with a here-document in a bash fence.', ofAnyBlock: true };
  if (word === 'verify()') return { ...uncompared(), ofAnyBlock: true };
  if (word.startsWith('file://')) return { note: 'the file is not read: only what stands in the block is carried out' };
  return undefined;
}

const truth = (value: string): boolean => /^(?:true|yes|1|always)$/i.test(value);

const keys: Readonly<Record<string, (value: string) => Meaning>> = {
  interpreter: value => (shells.test(value.trim()) ? {} : { program: value }),
  promptEnv: value =>
    truth(value)
      ? {
          note: 'nobody is asked for values here: the block runs with those that it holds',
          hint: 'Give others in `variables` of the scenario.',
        }
      : {},
  test: value => (value === 'false' ? { ignored: true } : {}),
  eval: value => (/^(?:false|f|no)$/i.test(value) ? { ignored: true } : {}),
  expectError: value =>
    truth(value)
      ? {
          attributes: { exit: failing },
          note: 'read as any status of a failure, without 124, 126 and 127',
          hint: 'Say the one that is meant, such as exit=1.',
        }
      : {},
  wait: () => ({
    note: 'nobody waits here: a step for verification is tried until it holds, and other steps follow at once',
    hint: 'Put what must be waited for into the block, such as a loop until a request is answered.',
  }),
  hook: () => ({ note: 'the hook is not run', hint: 'What prepares belongs to `prepare` of the scenario, what checks to its probes.' }),
  hookTimeout: () => ({}),
  'tesh-exitcodes': tesh,
  'tesh-timeout': value => ({ note: `it is no limit here`, hint: `Say timeout="${value}s", for the whole block.` }),
  'tesh-long-running': () => ({ note: 'a command that does not end is ended by its time limit', hint: 'Say `endless` or `background`.' }),
  expected_exit_code: value => (/^\d{1,3}$/.test(value) ? { attributes: { exit: [Number(value)] } } : { note: 'it is no status' }),
  expected_output: uncompared,
  script_name: () => ({}),
  stream: () => ({}),
  detached: value => (truth(value) ? { attributes: { background: true } } : {}),
  dir: value => ({ attributes: { cwd: value } }),
  environment: () => ({
    note: 'the variables are not set',
    hint: 'Export them in the block, or give them in `variables` of the scenario.',
  }),
  'non-deterministic': value => (value === 'output' ? {} : { ignored: true }),
};

/** One status for each command; a block has the last one's. */
function tesh(value: string): Meaning {
  const statuses = value.split(/[\s,]+/).filter(one => /^\d{1,3}$/.test(one));
  const last = statuses.at(-1);
  if (last === undefined) return { note: 'it holds no status' };
  return {
    attributes: { exit: [Number(last)] },
    ...(statuses.length === 1
      ? {}
      : { note: 'only the status of the last command is judged', hint: 'Give each command a block of its own.' }),
  };
}

function uncompared(): Meaning {
  return { note: 'the output is not compared', hint: 'Put what is expected into an `output` fence behind the step.' };
}
