import type { Problem } from '../../model/problem.ts';
import type { Block } from '../../model/runbook.ts';
import { locateInScript, type Source } from './source.ts';
import { isLooking } from './guess-role.ts';
import { statementsOf, syntaxErrorOf, type ShellStatement } from './statements.ts';

type Unnamed = Omit<Block, 'id'>;

/** What a careful reader would stop at in a block. Warnings: whether the runbook works all the same is for a drill to tell. */
export function doubtsAbout(block: Unnamed, source: Source): readonly Problem[] {
  return [...syntax(block, source), ...alternatives(block, source), ...checklist(block, source), ...innerFences(block, source)];
}

function warning(rule: string, message: string, location: Problem['location'], hint: string): Problem {
  return { rule, severity: 'warning', message, location, hint };
}

function syntax({ language, script, scriptLines, location }: Unnamed, source: Source): readonly Problem[] {
  const error = language === 'shell' ? syntaxErrorOf(script) : undefined;
  if (error === undefined) return [];
  const at = locateInScript(source, scriptLines[error.line] ?? location.line, script.split('\n')[error.line] ?? '', error.column);
  return [
    warning(
      'shell-syntax',
      `bash cannot read this block: ${error.message}`,
      at,
      'The step will fail where it is followed. What is not for the shell goes into a fence of its own language.',
    ),
  ];
}

/** Between two ways to do one thing. */
const or = /^\s*#+\s*(?:or|alternatively)\b/i;
const choice = /^\s*#+\s*(?:or\b|alternatively\b|otherwise\b|if\b|only (?:if|when)\b|option [a-z\d]\b)/i;

function isCommand(line: string | undefined): boolean {
  return line !== undefined && line.trim() !== '' && !line.trim().startsWith('#');
}

/** "# Or use another one", and `export DATABASE_URL=…`: the value holds for whatever comes, and nothing was done before. */
function onlyNames(lines: readonly string[], from: number): boolean {
  const after = lines.slice(from);
  const end = after.findIndex(line => !isCommand(line));
  const own = end === -1 ? after : after.slice(0, end);
  const names = own.map(
    line => /^\s*(?:export\s+)?([A-Za-z_]\w*)=(?:"(?:[^"`$]|\$(?!\())*"|'[^']*'|[^\s"'`$(]*)\s*(?:#.*)?$/.exec(line)?.[1],
  );
  return names.every(
    name => name !== undefined && !lines.slice(0, from).some(line => new RegExp(`^\\s*(?:export\\s+)?${name}=`).test(line)),
  );
}

function looks(statements: readonly ShellStatement[]): boolean {
  return statements.every(({ commands }) => commands.length > 0 && commands.every(isLooking));
}

/** Two ways to see one thing; where one of them is for a cluster and the other is not, the reader has not both. */
function areOneLook(statements: readonly ShellStatement[]): boolean {
  const isOfCluster = ({ commands }: ShellStatement): boolean =>
    commands.some(words => words.some(word => /^(?:kubectl|oc|helm)$/.test(word)));
  return looks(statements) && (statements.every(isOfCluster) || !statements.some(isOfCluster));
}

/** The statement before a line, and the one behind it. */
function besideLine(statements: readonly ShellStatement[], line: number): readonly ShellStatement[] {
  const behind = statements.findIndex(statement => statement.line > line);
  return behind === -1 ? statements.slice(-1) : statements.slice(Math.max(0, behind - 1), behind + 1);
}

/** A person chooses by the comments; all of the block runs. Ways to look at something do no harm one after the other, and may fail where they are not meant. */
function alternatives({ language, script, scriptLines, location }: Unnamed, source: Source): readonly Problem[] {
  if (language !== 'shell') return [];
  const lines = script.split('\n');
  const choices = lines.flatMap((line, at) => (choice.test(line) && isCommand(lines[at + 1]) && !onlyNames(lines, at + 1) ? [at] : []));
  const statements = choices.length === 0 ? [] : statementsOf(script);
  // Where nothing stands before it, it is said of the whole block.
  const all = choices.filter(at => statements.some(statement => statement.line < at));
  const acting = looks(statements) ? undefined : all.find(at => !or.test(lines[at] ?? '') || !areOneLook(besideLine(statements, at)));
  const beside = acting ?? all[0];
  const index = beside ?? choices[0] ?? -1;
  const line = lines[index];
  if (line === undefined) return [];
  return [
    warning(
      beside === undefined ? 'alternative-alone' : acting === undefined ? 'alternative-looks' : 'alternatives',
      `unexpected choice in a comment ("${line.trim()}"), expected a block of its own: all lines of this one run`,
      locateInScript(source, scriptLines[index] ?? location.line, line, line.search(/\S/)),
      'Put what is only done in some cases into a fence of its own, below a sentence that begins with "If …".',
    ),
  ];
}

function checklist({ step, text, location }: Unnamed, source: Source): readonly Problem[] {
  const index = step ? -1 : text.split('\n').findIndex(line => /^\s*(?:[-*+]|\d+[.)])\s+\[[ xX]\]\s/.test(line));
  if (index === -1) return [];
  return [
    warning(
      'fenced-checklist',
      'unexpected checklist inside a code block, expected it as plain Markdown: its tasks are not followed',
      locateInScript(source, location.line + index + (isFenced(location, source) ? 1 : 0), text.split('\n')[index] ?? '', 0),
      'Take the fence around it away.',
    ),
  ];
}

/** A fence that opens inside another one: the one before was most likely never closed, and text and commands have changed places. */
function innerFences({ text, lang, location }: Unnamed, source: Source): readonly Problem[] {
  const index =
    /^(?:md|markdown|mdx)$/.test(lang) || !isFenced(location, source)
      ? -1
      : text.split('\n').findIndex(line => /^\s*`{3,}\s*[\w{]/.test(line));
  const opening = /(`{3,}|~{3,})/.exec(source.lines[location.line - 1] ?? '')?.[1] ?? '';
  const inner = /`{3,}/.exec(text.split('\n')[index] ?? '')?.[0] ?? '';
  if (index === -1 || inner.length < opening.length) return [];
  return [
    warning(
      'lost-fence',
      `unexpected "${(text.split('\n')[index] ?? '').trim()}" inside the code block that begins at line ${location.line}, expected that one to be closed before`,
      locateInScript(source, location.line + 1 + index, text.split('\n')[index] ?? '', 0),
      'Look at the fence before it: its end is missing or not indented like its beginning, so that text and commands have changed places.',
    ),
  ];
}

function isFenced({ line, column }: Problem['location'], source: Source): boolean {
  return /^(?:`{3,}|~{3,})/.test((source.lines[line - 1] ?? '').slice(column - 1));
}
