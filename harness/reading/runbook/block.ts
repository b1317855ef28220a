import type { Problem } from '../../model/problem.ts';
import type { Block, Branch, Role, RoleFrom, Statement, UnfencedCommand } from '../../model/runbook.ts';
import { decodeAttributes, type DecodedAttributes } from './attributes.ts';
import { commentsIn, directiveIn, looksLikeDirective, type Directive } from './directives.ts';
import { doubtsAbout } from './doubts.ts';
import { droppedCommands } from './dropped-commands.ts';
import { guessRole } from './guess-role.ts';
import { readInfoString, readPairs, type InfoString } from './info-string.ts';
import { toldRole, type OutlineItem, type Section } from './outline.ts';
import { withoutPrompts } from './prompts.ts';
import { conditionIn, conditionInTitle } from './conditions.ts';
import { joinFolders } from './join-folders.ts';
import { isSession as isSessionLanguage, isShell } from './languages.ts';
import { locate, locateInScript, locateKey, type Source } from './source.ts';
import { sqlStatementsOf, statementsOf, type ShellStatement } from './statements.ts';
import { unclosedFence } from './unclosed-fence.ts';

/** A block without its id, which only its neighbours can give. */
export interface ReadBlock {
  readonly block: Omit<Block, 'id'>;
  readonly problems: readonly Problem[];
  /** What its statements call, define and write; empty where it is no step. */
  readonly found: readonly ShellStatement[];
  /** Set where a comment says that the block is what the step before prints. */
  readonly result?: Directive;
  /** Commands in it that nobody carries out. */
  readonly dropped: readonly UnfencedCommand[];
}

/** What a block takes from the document that holds it. */
export interface Surroundings {
  /** Where the whole document works, from its front matter. */
  readonly folder?: string;
  /** Titles of which a reader follows one. */
  readonly choices?: ReadonlySet<Section>;
}

/** Reads one fence or indented block. */
export function readBlock(
  item: Extract<OutlineItem, { kind: 'code' }>,
  source: Source,
  { folder, choices = new Set() }: Surroundings = {},
): ReadBlock {
  const { node, section, introduction } = item;
  const location = locate(source, node.position);
  const isFence = /^(`{3,}|~{3,})/.test((source.lines[location.line - 1] ?? '').slice(location.column - 1));
  const problems: Problem[] = [];
  const { info, at } = annotation(item, source, location.line);
  if (info.error !== undefined) problems.push({ rule: 'attributes', severity: 'error', message: info.error, location: at('{') });
  const { directives, problems: commented } = directivesOf(item, source);
  const isSession = isSessionLanguage(info.lang);
  const { script, lines, prompted, status } = withoutPrompts(node.value, isSession);
  const decoded = withDirectives(decodeAttributes(info, at), directives, location, info.lang === 'scrut' ? status : undefined);
  if (isFence) problems.push(...unclosedFence(location, source));

  const language = languageOf(info.lang, prompted, decoded);
  // What tools say of blocks that nobody carries out is no matter.
  problems.push(
    ...decoded.problems.filter(({ severity, rule }) => severity === 'error' || rule === 'not-done' || language !== 'none'),
    ...commented,
  );
  const firstLine = isFence ? location.line + 1 : location.line;
  const scriptLines = lines.map(line => firstLine + line);
  const found = language === 'sql' ? sqlStatementsOf(script) : language === 'shell' ? statementsOf(script) : [];
  const result = directives.find(directive => directive.result !== undefined);
  const { step, reason } = isStep({ language, lang: info.lang, isFence, isSession, prompted, decoded, found, result });
  const { role, roleFrom } =
    decoded.program === undefined
      ? roleOf(decoded.attributes.role, section, step, found)
      : { role: 'manual' as const, roleFrom: 'attribute' as const };
  const branch = branchOf(introduction, location, section, choices);
  const isRun = step && language !== 'person';
  const cwd = isRun ? joinFolders(folder, decoded.attributes.cwd) : undefined;
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
    statements: isRun ? locateStatements(found, script, scriptLines, source) : [],
    attributes: { ...decoded.attributes, ...(cwd === undefined ? {} : { cwd }) },
    attributeLocations: decoded.locations,
    prose: introduction.replaceAll(/\s+/g, ' ').trim(),
    ...(branch === undefined ? {} : { branch }),
  };
  if (decoded.any && !step && decoded.ignored === undefined) problems.push(unused(reason, at(info.pairs[0]?.key ?? '')));
  if (decoded.ignored !== undefined && language !== 'none') problems.push(leftOut(decoded.ignored, location));
  const ignored = language === 'none' ? undefined : decoded.ignored;
  const dropped = droppedCommands(
    { block, taken: lines, isFence, isSession, firstLine, ...(ignored === undefined ? {} : { ignored }) },
    source,
  );
  // A block that is no step has no role of its own.
  const told = decoded.attributes.role ?? toldRole(section);
  return {
    block,
    found: isRun ? found : [],
    problems: [...problems, ...doubtsAbout(block, source), ...dropped.problems],
    dropped: dropped.commands.map(command => ({
      ...command,
      procedure: section.procedure.id,
      role: told ?? guessRole(statementsOf(command.text)),
    })),
    ...(result === undefined ? {} : { result }),
  };
}

/** What comments above the block say of it to other tools. */
function directivesOf(
  { comments }: Extract<OutlineItem, { kind: 'code' }>,
  source: Source,
): { readonly directives: readonly Directive[]; readonly problems: readonly Problem[] } {
  const directives: Directive[] = [];
  const problems: Problem[] = [];
  const texts = comments.flatMap(node => commentsIn(node.value).map(text => ({ text, location: locate(source, node.position) })));
  for (const { text, location } of texts) {
    const directive = directiveIn(text);
    if (directive !== undefined) directives.push(directive);
    if (directive?.note !== undefined)
      problems.push({
        rule: 'other-tool',
        severity: 'warning',
        message: `unexpected ${directive.text}: ${directive.note}`,
        location,
        ...(directive.hint === undefined ? {} : { hint: directive.hint }),
      });
    if (directive === undefined && !/^<!--\s*drillbook:/.test(text) && looksLikeDirective(text))
      problems.push({
        rule: 'unknown-directive',
        severity: 'warning',
        message: 'unexpected comment that seems to speak of the block below, expected one of ours or of a tool that we know',
        location,
        hint: 'Nothing follows from it. Ours begin with "drillbook:".',
      });
  }
  return { directives, problems };
}

function withDirectives(
  decoded: DecodedAttributes,
  directives: readonly Directive[],
  location: Block['location'],
  status: number | undefined,
): DecodedAttributes {
  const told = {
    ...(status === undefined ? {} : { exit: [status] }),
    ...Object.assign({}, ...directives.map(({ attributes }) => attributes ?? {})),
  } as Block['attributes'];
  const ignored = decoded.ignored ?? directives.find(directive => directive.ignored)?.text;
  return {
    ...decoded,
    attributes: { ...told, ...decoded.attributes },
    locations: { ...Object.fromEntries(Object.keys(told).map(name => [name, location])), ...decoded.locations },
    ...(ignored === undefined ? {} : { ignored }),
  };
}

function leftOut(by: string, location: Block['location']): Problem {
  return {
    rule: 'left-out',
    severity: 'warning',
    message: `unexpected block that is left out by ${by}, expected what a reader of the page carries out as well`,
    location,
    hint: 'It is not followed. Whoever reads the page sees the block like any other.',
  };
}

function languageOf(lang: string, prompted: boolean, { attributes, any, program }: DecodedAttributes): Block['language'] {
  if (attributes.role === 'manual' || program !== undefined) return 'person';
  if (lang === 'sql') return 'sql';
  return isShell(lang) || (lang === '' && (prompted || any)) ? 'shell' : 'none';
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
function branchOf(introduction: string, location: Block['location'], section: Section, choices: ReadonlySet<Section>): Branch | undefined {
  const condition = conditionIn(introduction);
  if (condition !== undefined) return { condition, location };
  for (let above: Section | undefined = section; above !== undefined; above = above.parent) {
    const title = choices.has(above) ? above.procedure.title : conditionInTitle(above.procedure.title);
    if (title !== undefined) return { condition: title, location: above.procedure.location };
  }
  return undefined;
}

interface StepFacts {
  readonly language: Block['language'];
  readonly lang: string;
  readonly isFence: boolean;
  readonly isSession: boolean;
  readonly prompted: boolean;
  readonly decoded: DecodedAttributes;
  readonly found: readonly ShellStatement[];
  readonly result: Directive | undefined;
}

function isStep({ language, lang, isFence, isSession, prompted, decoded: { any, ignored, program }, found, result }: StepFacts): {
  readonly step: boolean;
  readonly reason: string;
} {
  if (lang === 'output' || result !== undefined) return { step: false, reason: 'says what the step before prints' };
  if (ignored !== undefined) return { step: false, reason: 'its attributes say that it is not run' };
  if (program !== undefined) return { step: true, reason: `a block for ${program}, which only a person has` };
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
    return { step: false, reason: isSession ? `a ${lang} block without a line that begins with \`$ \`` : 'holds no command' };
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
  { node, comments }: Extract<OutlineItem, { kind: 'code' }>,
  source: Source,
  line: number,
): { readonly info: InfoString; readonly at: (key: string) => Block['location'] } {
  // As it stands in the file: Markdown would take backslashes and entities out of patterns and JSON.
  const fence = /^(?:`{3,}|~{3,})(.*)$/.exec((source.lines[line - 1] ?? '').slice((node.position?.start.column ?? 1) - 1));
  const info = readInfoString(fence?.[1] ?? '');
  const comment = comments.at(-1);
  const inside = /^<!--\s*drillbook:\s*([^]*?)\s*-->$/.exec(commentsIn(comment?.value ?? '').at(-1) ?? '')?.[1];
  const above = inside === undefined ? undefined : readPairs(inside);
  const commentLine = comment?.position?.start.line ?? line;
  const error = info.error ?? above?.error;
  return {
    info: {
      lang: info.lang,
      pairs: [...(above?.pairs ?? []), ...info.pairs],
      words: [...(above?.words ?? []), ...info.words],
      ...(error === undefined ? {} : { error }),
    },
    at: key =>
      above?.pairs.some(pair => pair.key === key) && !info.pairs.some(pair => pair.key === key)
        ? locateKey(source, commentLine, key)
        : locateKey(source, line, key),
  };
}

function locateStatements(
  found: readonly ShellStatement[],
  script: string,
  scriptLines: readonly number[],
  source: Source,
): readonly Statement[] {
  const lines = script.split('\n');
  return found.map(({ text, line, column }) => ({
    text,
    location: locateInScript(source, scriptLines[line] ?? 1, lines[line] ?? '', column),
  }));
}
