import { readFileSync } from 'node:fs';
import type { RuleText } from '../../checking/formats/sarif.ts';

/** Where it lies in the repository and in the package. */
const page = new URL('../../../docs/reference/rules.md', import.meta.url);

/** What the page about rules says of each; empty where the package was not installed whole. */
export function ruleTexts(): ReadonlyMap<string, RuleText> {
  const parts = new Map<string, string[]>();
  let current: string[] | undefined;
  let fenced = false;
  for (const line of textOfPage().split(/\r?\n/)) {
    // Documents that rules are tested with stand between lines of four backticks, with headings of their own.
    if (line.startsWith('````')) fenced = !fenced;
    const kind = fenced ? undefined : /^## ([a-z][a-z\d-]*)$/.exec(line)?.[1];
    if (kind === undefined) current?.push(line);
    else parts.set(kind, (current = []));
  }
  return new Map(
    [...parts].map(([kind, lines]) => {
      const markdown = lines.join('\n').trim();
      return [kind, { about: markdown.split('\n\n')[0]?.replaceAll('\n', ' ') ?? '', markdown }];
    }),
  );
}

function textOfPage(): string {
  try {
    return readFileSync(page, 'utf8');
  } catch {
    return '';
  }
}
