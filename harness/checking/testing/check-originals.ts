import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSqlGrammar } from '../../reading/sql/parse-sql.ts';
import { readMarkdown } from '../../reading/read-runbook.ts';
import { anchorsOf } from '../../reading/runbook/anchors.ts';
import { checkDocument } from '../check-document.ts';
import type { CheckReport } from '../check-report.ts';
import { chooseRules, type Asked } from '../choose-rules.ts';
import { readDocument } from '../document/read-document.ts';
import { blocksOf, type Project } from '../document/project.ts';
import { rules } from '../rules/index.ts';
import type { Accepted, Rows } from './match-rows.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/check');

export function readRows(): { readonly rows: Rows; readonly accepted: readonly Accepted[] } {
  return {
    rows: JSON.parse(readFileSync(join(fixtures, 'rows.json'), 'utf8')) as Rows,
    accepted: JSON.parse(readFileSync(join(fixtures, 'accepted.json'), 'utf8')) as readonly Accepted[],
  };
}

/** What is reported of documents that are not ours, in the folder that `DRILLBOOK_ORIGINALS` names. */
export async function checkOriginals(folder: string, asked: Asked): Promise<readonly CheckReport[]> {
  await loadSqlGrammar();
  const read = readdirSync(folder)
    .filter(name => name.endsWith('.md'))
    .sort()
    .map(name => readMarkdown(join(folder, name), readFileSync(join(folder, name))));
  const project: Project = {
    root: folder,
    exists: path => existsSync(path),
    read: path => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    anchorsOf: path => {
      const page = read.find(({ runbook }) => runbook.file === path);
      return page === undefined ? undefined : new Set(anchorsOf(page.runbook, page.source.text).keys());
    },
    blocks: read.map(({ runbook }) => blocksOf(runbook)),
  };
  const weights = chooseRules(rules, {}, asked);
  return read.flatMap(one => checkDocument(readDocument(one, project), { rules: weights }));
}
