import type { Html, Nodes, Root } from 'mdast';
import type { Location } from '../model/location.ts';
import { commentsIn } from '../reading/runbook/directives.ts';
import { locate, type Source } from '../reading/runbook/source.ts';
import type { CheckReport } from './check-report.ts';

/** Lines for which a comment of the document's turns rules off. */
interface Disabled {
  readonly rules: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly location: Location;
}

/** What a document's comments say of rules. */
export interface DisableComments {
  /** What is wrong with the comments themselves. */
  readonly reports: readonly CheckReport[];
  readonly disabled: readonly Disabled[];
}

const word = /\bdrillbook-check-(disable-next|disable|enable)\b[^\S\n]*([^]*)$/;

/** Whether reading a document's comments could turn anything off. */
export function maySayDisable({ text }: Source): boolean {
  return text.includes('drillbook-check-');
}

/**
 * Reads `<!-- drillbook-check-disable-next RULE: reason -->`, which holds for the block below it, `…-disable RULE: reason`, which holds until
 * `…-enable RULE` or the end, and within a block `# drillbook-check-disable-next RULE: reason`, which holds for its next line. A reason is
 * required: whoever reads the page next must know why.
 */
export function disableComments(tree: Root, source: Source, kinds: readonly string[]): DisableComments {
  const reports: CheckReport[] = [];
  const disabled: Disabled[] = [];
  const open: { readonly rules: readonly string[]; readonly from: number; readonly location: Location }[] = [];
  const last = source.lines.length;
  for (const { text, location, next } of commentsOf(tree, source)) {
    const [, verb = '', rest = ''] = word.exec(text) ?? [];
    if (verb === '') continue;
    const { rules, reason } = readRules(rest);
    reports.push(...wrong({ verb, rules, reason, location }, kinds));
    if (verb === 'disable-next') disabled.push({ rules, from: next.from, to: next.to, location });
    else if (verb === 'disable') open.push({ rules, from: location.line, location });
    else
      for (const one of open.splice(0)) {
        const [closed, left] = [
          one.rules.filter(rule => rules.length === 0 || rules.includes(rule)),
          one.rules.filter(rule => rules.length > 0 && !rules.includes(rule)),
        ];
        if (closed.length > 0) disabled.push({ ...one, rules: closed, to: location.line });
        if (left.length > 0) open.push({ ...one, rules: left });
      }
  }
  disabled.push(...open.map(one => ({ ...one, to: last })));
  return { reports, disabled };
}

/** What is left of reports, and the comments that no report needed. */
export function withoutDisabled(
  reports: readonly CheckReport[],
  { disabled }: DisableComments,
  asked: ReadonlySet<string>,
): readonly CheckReport[] {
  const used = new Set<string>();
  const left = reports.filter(({ rule, location: { line } }) => {
    const by = disabled.findIndex(({ rules, from, to }) => rules.includes(rule) && line >= from && line <= to);
    if (by !== -1) used.add(`${by} ${rule}`);
    return by === -1;
  });
  const unused = disabled.flatMap(({ rules, location }, index) =>
    rules.filter(rule => asked.has(rule) && !used.has(`${index} ${rule}`)).map(rule => ({ rule, location })),
  );
  return [
    ...left,
    ...unused.map(({ rule, location }) => ({
      rule: 'unused-disable',
      severity: 'warning' as const,
      message: `unexpected comment that turns "${rule}" off, expected something that it would report`,
      location,
      hint: 'Take the comment away: what it spoke of is mended, or stands elsewhere.',
    })),
  ];
}

function readRules(text: string): { readonly rules: readonly string[]; readonly reason: string } {
  const [, names = '', reason = ''] = /^([\w\s,-]*?)(?::([^]*))?$/.exec(text.trim()) ?? [];
  return { rules: names.split(/[\s,]+/).filter(name => name !== ''), reason: reason.trim() };
}

function wrong(
  {
    verb,
    rules,
    reason,
    location,
  }: { readonly verb: string; readonly rules: readonly string[]; readonly reason: string; readonly location: Location },
  kinds: readonly string[],
): readonly CheckReport[] {
  const report = (message: string, hint: string): CheckReport => ({ rule: 'disable-comment', severity: 'error', message, location, hint });
  const form = `Write <!-- drillbook-check-${verb} RULE: why it is right here -->.`;
  if (verb === 'enable') return [];
  if (rules.length === 0) return [report('unexpected comment without a rule, expected the name of the one that is turned off', form)];
  if (reason === '')
    return [report(`unexpected comment that turns "${rules.join(', ')}" off without a reason, expected one behind a colon`, form)];
  return rules
    .filter(rule => !kinds.includes(rule))
    .map(rule => report(`unexpected rule "${rule}", expected one that exists`, 'Run `drillbook check --list` for all of them.'));
}

interface Comment {
  readonly text: string;
  readonly location: Location;
  /** Lines that `disable-next` holds for. */
  readonly next: { readonly from: number; readonly to: number };
}

function commentsOf(tree: Root, source: Source): readonly Comment[] {
  const comments: Comment[] = [];
  const visit = (node: Nodes): void => {
    if (!('children' in node)) return;
    for (const [index, child] of node.children.entries()) {
      if (child.type === 'html') comments.push(...ofHtml(child, node.children.slice(index + 1), source));
      else if (child.type === 'code') comments.push(...inCode(child.position, source));
      visit(child);
    }
  };
  visit(tree);
  return comments;
}

function ofHtml(node: Html, after: readonly Nodes[], source: Source): readonly Comment[] {
  const location = locate(source, node.position);
  // Other comments may stand between it and what it speaks of.
  const next = after.find(({ type }) => type !== 'html');
  const end = location.endLine ?? location.line;
  const lines = { from: end, to: next?.position?.end.line ?? end };
  return commentsIn(node.value).map(comment => ({ text: comment.replace(/^<!--\s*/, '').replace(/\s*-->$/, ''), location, next: lines }));
}

function inCode(position: Nodes['position'], source: Source): readonly Comment[] {
  const { start, end } = position ?? { start: { line: 1 }, end: { line: 1 } };
  const comments: Comment[] = [];
  for (let line = start.line; line <= end.line; line++) {
    const text = source.lines[line - 1] ?? '';
    const found = /(?<!\S)(?:#|--)\s*(drillbook-check-disable-next\b.*)$/.exec(text);
    if (found === null) continue;
    const column = found.index + 1;
    comments.push({
      text: found[1] ?? '',
      location: { file: source.file, line, column, endLine: line, endColumn: text.length + 1 },
      next: { from: line, to: line + 1 },
    });
  }
  return comments;
}
