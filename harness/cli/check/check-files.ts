import { resolve } from 'node:path';
import { checkDocument } from '../../checking/check-document.ts';
import type { CheckReport } from '../../checking/check-report.ts';
import { chooseRules, type Asked } from '../../checking/choose-rules.ts';
import { readDocument } from '../../checking/document/read-document.ts';
import type { Rule } from '../../checking/rule.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import type { CheckSettings } from '../../model/config.ts';
import { readMarkdown, type ReadMarkdown } from '../../reading/read-runbook.ts';
import { loadSqlGrammar } from '../../reading/sql/parse-sql.ts';
import type { Source } from '../../reading/runbook/source.ts';
import { messageOf } from '../../support/harness-error.ts';
import type { Registry } from '../../support/registry.ts';
import { readPage } from '../survey/read-page.ts';
import { fileProject } from './file-project.ts';

export interface CheckFiles {
  readonly files: readonly string[];
  readonly cwd: string;
  readonly rules: Registry<Rule>;
  readonly asked: Asked;
  /** What the configuration above a file says. */
  settingsOf(file: string): CheckSettings | undefined;
  readonly signal: AbortSignal;
  tell?(done: number): void;
}

export interface CheckedFile {
  readonly file: string;
  readonly source: Source;
  /** As it stands in the file, byte order mark and line ends included. */
  readonly text: string;
  readonly reports: readonly CheckReport[];
}

export interface Checked {
  readonly files: readonly CheckedFile[];
  /** Files that are no text, too long, or gone. */
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

/** Trees of more documents are not kept, but read again. */
const mostKept = 1000;

/** Checks documents one after the other; what cannot be looked at is told, and holds nobody up. */
export async function checkFiles({ files, cwd, rules, asked, settingsOf, signal, tell }: CheckFiles): Promise<Checked> {
  const texts = new Map<string, string>();
  const refused: { file: string; why: string }[] = [];
  for (const file of files) {
    const page = await readPage(resolve(cwd, file));
    if ('refused' in page) refused.push({ file, why: page.refused });
    else texts.set(file, page.text);
  }
  // It is only loaded for documents that may hold some.
  if ([...texts.values()].some(text => /\bpsql\b|^[\s>]*(?:`{3,}|~{3,})\s*(?:sql|pg|postgres|plpgsql)/m.test(text))) await loadSqlGrammar();
  const trees = new Map<string, ReadMarkdown>();
  const read = (file: string): ReadMarkdown => {
    const known = trees.get(file) ?? readMarkdown(file, texts.get(file) ?? '');
    if (trees.size < mostKept) trees.set(file, known);
    return known;
  };
  const project = fileProject(cwd, () => [...texts.keys()].map(file => read(file).runbook));
  const chosen = new Map<CheckSettings | undefined, ReturnType<typeof chooseRules>>();
  const checked: CheckedFile[] = [];
  for (const [index, [file, text]] of [...texts].entries()) {
    if (signal.aborted) break;
    tell?.(index);
    const settings = settingsOf(file);
    const weights = chosen.get(settings) ?? chooseRules(rules, settings, asked);
    chosen.set(settings, weights);
    try {
      const document = readDocument(read(file), project);
      checked.push({
        file,
        source: document.source,
        text,
        reports: checkDocument(document, { rules: weights, problems: asked.only === undefined }),
      });
    } catch (thrown) {
      refused.push({ file, why: `not understood (${cleanLine(messageOf(thrown))})` });
    }
    trees.delete(file);
  }
  return { files: checked, refused };
}
