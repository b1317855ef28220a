import type { Problem } from '../../model/problem.ts';
import type { Block, UnfencedCommand } from '../../model/runbook.ts';
import { looksLikeCommand } from './looks-like-command.ts';
import { locateIn, type Source } from './source.ts';

const languages =
  /^(?:ksh|dash|ash|fish|csh|tcsh|shell-?script|terminal|term|cmd|bat|batch|powershell|pwsh|ps1|azurecli(?:-interactive)?|psql|pgsql|plpgsql|postgres(?:ql)?|mysql|redis|code-block|code-cell|sourcecode)$/;
/** Languages of machines that are not ours: what they name is right, and still nobody here carries it out. */
const elsewhere = /^(?:cmd|bat|batch|powershell|pwsh|ps1|azurecli(?:-interactive)?)$/;
/** Blocks of these hold no commands, whatever a line of them looks like. */
const data =
  /^(?:json5?|jsonc|ya?ml|toml|ini|conf|cfg|properties|xml|html?|css|scss|[cm]?[jt]sx?|javascript|typescript|py(?:thon)?|go|golang|java|kotlin|ruby|rb|php|rust|rs|c|cpp|cs|diff|patch|logs?|output|csv|promql|logql|nginx|apache|hcl|terraform|tf|mermaid|plantuml|dot|dockerfile|makefile|graphql|proto|md|markdown|regex|systemd|cron|crontab|env|dotenv|lua|perl|r|scala|swift|groovy|gradle|sql)$/;
const plain = /^(?:|text|txt|plain|plaintext|none)$/;
/** Prompts that are none of ours, in a session: root's, of other shells, with a host and a folder. */
const otherPrompt = /^\s*(?:PS[^>]*>|(?:\([^)]*\)\s*)?\[?[\w.@:~/-]*[^\S\n]?[\w.~/-]*\]?[#%>])\s+(\S.*)$/;

/** What a reader sees in a block and nobody carries out. */
export interface Dropped {
  readonly problems: readonly Problem[];
  readonly commands: readonly Required<Pick<UnfencedCommand, 'text' | 'location' | 'dropped'>>[];
}

export interface BlockToLookAt {
  readonly block: Omit<Block, 'id'>;
  /** Indices of the block's lines that are carried out. */
  readonly taken: readonly number[];
  /** Whether it is a fence. An indented block has no place for a language. */
  readonly isFence: boolean;
  /** Whether it shows a session, with prompts. */
  readonly isSession: boolean;
  /** What leaves the whole block out, such as an attribute of another tool's. */
  readonly ignored?: string;
  /** Line of the file on which its text begins. */
  readonly firstLine: number;
}

/** Commands that a reader sees in a block and that nobody carries out: told, and left over for the scenario to decide about. */
export function droppedCommands(look: BlockToLookAt, source: Source): Dropped {
  const { block, taken, isFence, isSession, ignored, firstLine } = look;
  const { step, lang, text, script, language, reason, location } = block;
  const lines = text.split('\n');
  const at = (index: number): Problem['location'] => locateIn(source, firstLine + index, (lines[index] ?? '').trim());
  const commandOf = (line: string): string | undefined => {
    if (/[|│:]\s*$/.test(line)) return undefined;
    const typed = isSession ? (otherPrompt.exec(line)?.[1] ?? line) : line;
    return looksLikeCommand(typed) ? typed.trim() : undefined;
  };
  const notTaken = (): Dropped['commands'] => {
    const carried = new Set(step ? taken : []);
    return lines.flatMap((line, index) => {
      const typed = carried.has(index) ? undefined : commandOf(line);
      return typed === undefined
        ? []
        : [{ text: typed, location: at(index), dropped: { why: 'stands where nobody runs it', runnable: true } }];
    });
  };
  const whole = (why: string): Dropped['commands'] => [
    { text: lines.find(line => line.trim() !== '')?.trim() ?? '', location, dropped: { why, runnable: false } },
  ];
  if (!step && ignored !== undefined) return { problems: [], commands: whole(`is left out by ${ignored}`) };
  if (!step && languages.test(lang) && isFileOf(text)) return { problems: [], commands: [] };
  if (!step && languages.test(lang))
    return { problems: [notCarriedOut(lang, location)], commands: whole(`is in ${lang}, which nobody here carries out`) };
  if (step && language === 'shell') {
    const commands = script === text ? [] : notTaken();
    return { commands, problems: [...commands.slice(0, 1).map(withoutPrompt), ...notesOf(lines, at)] };
  }
  // A fence that Markdown lost is told of as such.
  const isLost = lines.some(line => /^\s*(?:`{3}|~{3})/.test(line));
  if (step || isLost || data.test(lang) || reason === 'says what the step before prints') return { problems: [], commands: [] };
  const commands = notTaken();
  if ((!isFence && !isDirected(source, firstLine)) || (plain.test(lang) && (isStanza(text) || isDiagram(lines))))
    return { problems: [], commands };
  return { commands, problems: commands.slice(0, 1).map(command => (isSession ? withoutPrompt(command) : unlabelled(command, lang))) };
}

/** Whether it begins with the name of the configuration that it is a part of: `# redis.conf`. */
function isFileOf(text: string): boolean {
  return /^\s*#+\s*(?:[Ii]n\s+)?[`"']?[\w./~-]*\.(?:conf|cnf|ini|cfg|toml|ya?ml|env)\b/.test(text);
}

/** Whether all of it stands in braces: a part of a configuration, whose lines may be those of scripts. */
function isStanza(text: string): boolean {
  return /^[^\n(]*\{\n[^]*\n\}$/.test(text.trim());
}

/** Whether arrows lead from line to line: a way to go, whose stations may be named as commands are. */
function isDiagram(lines: readonly string[]): boolean {
  return lines.some(line => /^[\s|│┃]*[▼▽↓⬇↑▲][\s|│┃▼↓↑▲]*$/.test(line));
}

/** Whether a line of reStructuredText names the language of the indented block below it; Markdown has no place for one there. */
function isDirected({ lines }: Source, firstLine: number): boolean {
  const above = lines.slice(Math.max(0, firstLine - 3), firstLine - 1).findLast(line => line.trim() !== '');
  return /^\s*\.\.\s+[\w-]+::/.test(above ?? '');
}

function notCarriedOut(lang: string, location: Problem['location']): Problem {
  return {
    rule: elsewhere.test(lang) ? 'carried-out-elsewhere' : 'not-carried-out',
    severity: 'warning',
    message: `unexpected language "${lang}", expected bash, sh, shell, zsh, console or sql: nobody carries this block out`,
    location,
    hint: 'Name the language of what a person types; write `role=manual` where only a person can do it.',
  };
}

function withoutPrompt({ text, location }: Dropped['commands'][number]): Problem {
  return {
    rule: 'dropped-command',
    severity: 'warning',
    message: `unexpected line without a prompt ("${text}"), expected \`$ \` before each command: here it is output, and nobody runs it`,
    location,
    hint: 'Put `$ ` before it, or before none of the lines.',
  };
}

function unlabelled({ text, location }: Dropped['commands'][number], lang: string): Problem {
  return {
    rule: 'unlabelled-commands',
    severity: 'warning',
    message: `unexpected command ("${text}") in ${lang === '' ? 'a block without a language' : `a ${lang} block`}, expected \`\`\`bash: nobody runs it`,
    location,
    hint: `Write \`\`\`bash where a person types it, ${plain.test(lang) ? '```output where the step before prints it' : '```text where nobody does'}.`,
  };
}

/** Expectations that clitest and byexample keep in shell comments. */
function notesOf(lines: readonly string[], at: (index: number) => Problem['location']): readonly Problem[] {
  return lines.flatMap((line, index) => {
    const clitest = /\s#=>\s*(\S.*)$/.exec(line)?.[1];
    const byexample = /#\s*byexample:\s*(\S.*)$/.exec(line)?.[1];
    return [
      ...(clitest === undefined
        ? []
        : [`unexpected "#=> ${clitest}": it is a comment here, and nothing is compared with it; say exit=… or expect=…`]),
      ...(byexample === undefined ? [] : [`unexpected "byexample: ${byexample}": it is a comment here, and changes nothing`]),
    ].map(message => ({ rule: 'other-tool', severity: 'warning' as const, message, location: at(index) }));
  });
}
