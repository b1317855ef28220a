import type { Problem } from '../../model/problem.ts';
import type { Block, Branch, Role, RoleFrom, Statement } from '../../model/runbook.ts';
import { decodeAttributes, type DecodedAttributes } from './attributes.ts';
import { doubtsAbout } from './doubts.ts';
import { guessRole } from './guess-role.ts';
import { readInfoString, readPairs, type InfoString } from './info-string.ts';
import { toldRole, type OutlineItem, type Section } from './outline.ts';
import { withoutPrompts } from './prompts.ts';
import { conditionIn, conditionInTitle } from './role-words.ts';
import { locate, locateInScript, locateKey, type Source } from './source.ts';
import { sqlStatementsOf, statementsOf, type ShellStatement } from './statements.ts';

const shells: ReadonlySet<string> = new Set(['bash', 'sh', 'shell', 'zsh', 'console']);

/** A block without its id, which only its neighbours can give. */
export interface ReadBlock {
  readonly block: Omit<Block, 'id'>;
  readonly problems: readonly Problem[];
  /** What its statements call, define and write; empty where it is no step. */
  readonly found: readonly ShellStatement[];
}

/** Reads one fence or indented block. */
export function readBlock(item: Extract<OutlineItem, { kind: 'code' }>, source: Source): ReadBlock {
  const { node, section, introduction } = item;
  const location = locate(source, node.position);
  const isFence = /^(`{3,}|~{3,})/.test((source.lines[location.line - 1] ?? '').slice(location.column - 1));
  const problems: Problem[] = [];
  const { info, at } = annotation(item, source, location.line);
  if (info.error !== undefined) problems.push({ rule: 'attributes', severity: 'error', message: info.error, location: at('{') });
  const decoded = decodeAttributes(info.pairs, at);
  problems.push(...decoded.problems);
  if (isFence) problems.push(...unclosed(location, source));

  const isConsole = info.lang === 'console';
  const { script, lines, prompted } = withoutPrompts(node.value, isConsole);
  const language = languageOf(info.lang, prompted, decoded);
  const firstLine = isFence ? location.line + 1 : location.line;
  const scriptLines = lines.map(line => firstLine + line);
  const found = language === 'sql' ? sqlStatementsOf(script) : language === 'shell' ? statementsOf(script) : [];
  const { step, reason } = isStep({
    language,
    lang: info.lang,
    isFence,
    isConsole,
    prompted,
    ignored: decoded.ignored,
    any: decoded.any,
    found,
  });
  const { role, roleFrom } = roleOf(decoded.attributes.role, section, step, found);
  const branch = branchOf(introduction, location, section);
  const isRun = step && language !== 'person';
  const block: ReadBlock['block'] = {
    procedure: section.procedure.id,
    location,
    lang: info.lang,
    text: node.value,
    role,
    roleFrom,
    step,
    reason,
    language: step ? language : 'none',
    script: isRun ? script : '',
    scriptLines: isRun ? scriptLines : [],
    statements: isRun ? found.map(statement => locateStatement(statement, script, scriptLines, source)) : [],
    attributes: decoded.attributes,
    attributeLocations: decoded.locations,
    prose: introduction.replaceAll(/\s+/g, ' ').trim(),
    ...(branch === undefined ? {} : { branch }),
  };
  if (decoded.any && !step && !decoded.ignored) problems.push(unused(reason, at(info.pairs[0]?.key ?? '')));
  return { block, found: isRun ? found : [], problems: [...problems, ...doubtsAbout(block, source)] };
}

function languageOf(lang: string, prompted: boolean, { attributes, any }: DecodedAttributes): Block['language'] {
  if (attributes.role === 'manual') return 'person';
  if (lang === 'sql') return 'sql';
  return shells.has(lang) || (lang === '' && (prompted || any)) ? 'shell' : 'none';
}

function unused(reason: string, location: Block['location']): Problem {
  return {
    rule: 'unused-attributes',
    severity: 'warning',
    message: `unexpected attributes of a block that is no step (${reason}), expected them behind a fence in bash, sh, shell, zsh, console or sql`,
    location,
  };
}

/** Words before the block, or a title above it, that make it a branch. */
function branchOf(introduction: string, location: Block['location'], section: Section): Branch | undefined {
  const condition = conditionIn(introduction);
  if (condition !== undefined) return { condition, location };
  for (let above: Section | undefined = section; above !== undefined; above = above.parent) {
    const title = conditionInTitle(above.procedure.title);
    if (title !== undefined) return { condition: title, location: above.procedure.location };
  }
  return undefined;
}

interface StepFacts {
  readonly language: Block['language'];
  readonly lang: string;
  readonly isFence: boolean;
  readonly isConsole: boolean;
  readonly prompted: boolean;
  readonly ignored: boolean;
  readonly any: boolean;
  readonly found: readonly ShellStatement[];
}

function isStep({ language, lang, isFence, isConsole, prompted, ignored, any, found }: StepFacts): {
  readonly step: boolean;
  readonly reason: string;
} {
  if (lang === 'output') return { step: false, reason: 'says what the step before prints' };
  if (ignored) return { step: false, reason: 'its attributes say that it is not run' };
  if (language === 'person') return { step: true, reason: 'a block for a person' };
  if (language === 'none')
    return {
      step: false,
      reason:
        lang === ''
          ? `${isFence ? 'an unlabelled fence' : 'an indented block'} without a line that begins with \`$ \``
          : `${lang} is not carried out`,
    };
  if (found.length === 0)
    return { step: false, reason: isConsole ? 'a console block without a line that begins with `$ `' : 'holds no command' };
  const defines = found.flatMap(statement => statement.defines ?? []);
  if (defines.length === found.length) return { step: true, reason: `only defines ${defines.join(', ')}` };
  if (lang === '') return { step: true, reason: any ? 'has attributes' : 'has a prompt' };
  return { step: true, reason: prompted ? `the prompted lines of a ${lang} block` : `a ${lang} block` };
}

function roleOf(
  attribute: Role | undefined,
  section: Section,
  step: boolean,
  found: readonly ShellStatement[],
): { readonly role: Role; readonly roleFrom: RoleFrom } {
  if (attribute !== undefined) return { role: attribute, roleFrom: 'attribute' };
  if (!step) return { role: 'other', roleFrom: 'guess' };
  const told = toldRole(section);
  return told === undefined ? { role: guessRole(found), roleFrom: 'guess' } : { role: told, roleFrom: 'heading' };
}

/** Attributes of the fence itself, and of a comment directly above it. */
function annotation(
  { node, comment }: Extract<OutlineItem, { kind: 'code' }>,
  source: Source,
  line: number,
): { readonly info: InfoString; readonly at: (key: string) => Block['location'] } {
  // As it stands in the file: Markdown would take backslashes and entities out of patterns and JSON.
  const fence = /^(?:`{3,}|~{3,})(.*)$/.exec((source.lines[line - 1] ?? '').slice((node.position?.start.column ?? 1) - 1));
  const info = readInfoString(fence?.[1] ?? '');
  const inside = /^<!--\s*drillbook:\s*([^]*?)\s*-->$/.exec(comment?.value.trim() ?? '')?.[1];
  const above = inside === undefined ? undefined : readPairs(inside);
  const commentLine = comment?.position?.start.line ?? line;
  const error = info.error ?? above?.error;
  return {
    info: { lang: info.lang, pairs: [...(above?.pairs ?? []), ...info.pairs], ...(error === undefined ? {} : { error }) },
    at: key =>
      above?.pairs.some(pair => pair.key === key) && !info.pairs.some(pair => pair.key === key)
        ? locateKey(source, commentLine, key)
        : locateKey(source, line, key),
  };
}

function locateStatement(
  { text, line, column }: ShellStatement,
  script: string,
  scriptLines: readonly number[],
  source: Source,
): Statement {
  return { text, location: locateInScript(source, scriptLines[line] ?? 1, script.split('\n')[line] ?? '', column) };
}

/** Markdown ends an open fence with what holds it: a list item, a quote, the file. */
function unclosed(location: Block['location'], source: Source): readonly Problem[] {
  const { line, endLine = line } = location;
  if (endLine > line && /^[\s>]*(`{3,}|~{3,})\s*$/.test(source.lines[endLine - 1] ?? '')) return [];
  const isLast = source.lines.slice(endLine).every(rest => rest.trim() === '');
  if (isLast)
    return [
      {
        rule: 'unclosed-fence',
        severity: 'error',
        message: 'unexpected end of the file, expected the fence that begins here to be closed',
        location,
      },
    ];
  return [
    {
      rule: 'unclosed-fence',
      severity: 'warning',
      location,
      message: `unexpected end of the list item or quote after line ${endLine}, expected the fence that begins here to be closed before`,
      hint: 'Indent every line of the block, and its end, as its beginning is.',
    },
  ];
}
