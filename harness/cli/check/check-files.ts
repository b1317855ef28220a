import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { checkDocument } from '../../checking/check-document.ts';
import type { CheckReport } from '../../checking/check-report.ts';
import { chooseRules, type Asked } from '../../checking/choose-rules.ts';
import { blocksOf, type BlocksOf } from '../../checking/document/project.ts';
import { readDocument } from '../../checking/document/read-document.ts';
import type { Rule } from '../../checking/rule.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import type { CheckSettings } from '../../model/config.ts';
import type { LookedUpStack } from '../../model/stack-contents.ts';
import { readMarkdown, readRunbook } from '../../reading/read-runbook.ts';
import { loadSqlGrammar } from '../../reading/sql/parse-sql.ts';
import { messageOf } from '../../support/harness-error.ts';
import type { Registry } from '../../support/registry.ts';
import { readPage, tooMuchIn, type Page } from '../survey/read-page.ts';
import { fileProject } from './file-project.ts';

export interface CheckFiles {
  readonly files: readonly string[];
  /** All documents that are checked together, where others check some of them. @default files */
  readonly together?: readonly string[];
  /** Texts that stand for what is in files. */
  readonly instead?: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly rules: Registry<Rule>;
  readonly asked: Asked;
  /** The systems that a document may speak of; none where none is known. */
  stacksOf?(file: string): readonly LookedUpStack[];
  /** What the configuration above a file says. */
  settingsOf(file: string): CheckSettings | undefined;
  readonly signal: AbortSignal;
  tell?(done: number): void;
}

export interface CheckedFile {
  readonly file: string;
  /** As it stands in the file, byte order mark and line ends included. */
  readonly text: string;
  readonly reports: readonly CheckReport[];
}

export interface Checked {
  readonly files: readonly CheckedFile[];
  /** Files that are no text, too long, or gone. */
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

/** Checks documents one after the other; what cannot be looked at is told, and holds nobody up. */
export async function checkFiles({
  files,
  together = files,
  instead = new Map(),
  cwd,
  rules,
  asked,
  stacksOf = () => [],
  settingsOf,
  signal,
  tell,
}: CheckFiles): Promise<Checked> {
  const texts = new Map<string, string>();
  const refused: { file: string; why: string }[] = [];
  for (const file of files) {
    const given = instead.get(file);
    const page = given === undefined ? readPage(resolve(cwd, file)) : pageOf(given);
    if ('refused' in page) refused.push({ file, why: page.refused });
    else texts.set(file, page.text);
  }
  // It is only loaded for documents that may hold some.
  if ([...texts.values()].some(text => mayHoldSql.test(text))) await loadSqlGrammar();
  const blocks = new Map<string, BlocksOf>();
  const project = fileProject(cwd, textOf =>
    together.flatMap(file => {
      const text = texts.get(file) ?? textOf(file);
      return blocks.get(file) ?? (text === undefined ? [] : blocksOf(readRunbook(file, text)));
    }),
  );
  const chosen = new Map<CheckSettings | undefined, ReturnType<typeof chooseRules>>();
  const checked: CheckedFile[] = [];
  for (const [index, [file, text]] of [...texts].entries()) {
    // Whoever interrupts is heard.
    if (index % 20 === 0) await setImmediate();
    if (signal.aborted) break;
    tell?.(index);
    const settings = settingsOf(file);
    const weights = chosen.get(settings) ?? chooseRules(rules, settings, asked);
    chosen.set(settings, weights);
    try {
      const read = readMarkdown(file, text);
      blocks.set(file, blocksOf(read.runbook));
      const [first, ...others] = stacksOf(file);
      const against = (stack?: LookedUpStack): readonly CheckReport[] =>
        checkDocument(readDocument(read, project, stack), { rules: weights, problems: asked.only === undefined });
      const reports = others.reduce((found, stack) => inBoth(found, against(stack)), against(first));
      checked.push({ file, text, reports });
    } catch (thrown) {
      refused.push({ file, why: `not understood (${cleanLine(messageOf(thrown))})` });
    }
  }
  return { files: checked, refused };
}

function pageOf(text: string): Page {
  const refused = tooMuchIn(text);
  return refused === undefined ? { text } : { refused };
}

/** What one stack has is there, whatever another lacks. */
function inBoth(some: readonly CheckReport[], others: readonly CheckReport[]): readonly CheckReport[] {
  const key = ({ rule, location: { line, column } }: CheckReport): string => `${line}:${column} ${rule}`;
  const keys = new Set(others.map(key));
  return some.filter(report => keys.has(key(report)));
}

const mayHoldSql = /\b(?:psql|sqlite3?)\b|^[\s>]*(?:`{3,}|~{3,})\s*(?:sql|pg|postgres|plpgsql)/m;
