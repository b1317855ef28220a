/** What a rule's file says of it. */
export interface RuleDocs {
  /** Markdown, without the examples. */
  readonly text: string;
  readonly examples: readonly RuleExample[];
}

export interface RuleExample {
  readonly title: string;
  /** The first is the document; the others are files beside it. */
  readonly files: readonly ExampleFile[];
  /** `line:column-line:column message`; none where nothing is reported. */
  readonly expected: readonly string[];
  /** The document with all fixes, where the example says so. */
  readonly fixed?: string;
}

export interface ExampleFile {
  readonly name: string;
  readonly lang: string;
  readonly text: string;
}

/**
 * Reads the doc block above the rule of a source file: what it says, and its `@example`s, each a Markdown document between lines of four
 * backticks, then what is reported. A fence with `file=NAME` is a file beside it, one with `fixed` the document with its fixes. What would end
 * the comment is written `*\/`.
 */
export function readRuleDocs(source: string): RuleDocs | undefined {
  const comment = /\/\*\*\n((?: \*.*\n)+?) \*\/\nexport const \w+: Rule = /.exec(source)?.[1];
  if (comment === undefined) return undefined;
  const lines = comment
    .trimEnd()
    .split('\n')
    .map(line => line.replace(/^ \* ?/, '').replaceAll('*\\/', '*/'));
  const first = lines.findIndex(line => line.startsWith('@example'));
  const text = lines
    .slice(0, first === -1 ? lines.length : first)
    .join('\n')
    .trim();
  return { text, examples: first === -1 ? [] : examplesOf(lines.slice(first)) };
}

function examplesOf(lines: readonly string[]): readonly RuleExample[] {
  const examples: RuleExample[] = [];
  let fence: { readonly info: string; readonly lines: string[] } | undefined;
  let current: { readonly title: string; readonly files: ExampleFile[]; readonly expected: string[]; fixed?: string } | undefined;
  for (const line of lines) {
    if (fence !== undefined) {
      if (line === '````') {
        const text = `${fence.lines.join('\n')}\n`;
        if (/\bfixed\b/.test(fence.info) && current !== undefined) current.fixed = text;
        else
          current?.files.push({
            name: /\bfile=(\S+)/.exec(fence.info)?.[1] ?? 'runbook.md',
            lang: /^\w*/.exec(fence.info)?.[0] ?? '',
            text,
          });
        fence = undefined;
      } else fence.lines.push(line);
    } else if (line.startsWith('@example')) {
      current = { title: line.slice('@example'.length).trim(), files: [], expected: [] };
      examples.push(current);
    } else if (line.startsWith('````')) fence = { info: line.slice(4).trim(), lines: [] };
    else if (line.trim() !== '' && line.trim() !== 'none') current?.expected.push(line.trim());
  }
  return examples;
}
