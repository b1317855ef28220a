import { expect, test } from '@playwright/test';
import type { PlannedStep } from '../../planning/plan.ts';
import { readRunbook } from '../../reading/read-runbook.ts';
import { wordsAbove } from './words-above.ts';

const markdown = `# Down

Not read again.

## Diagnosis

First look.

\`\`\`bash
one
\`\`\`

137 means that it was killed.

## Resolution

<!-- drillbook: {"timeout":"5s"} -->
\`\`\`bash
two
\`\`\`

1. Call \`three\` now.

- [ ] Tell Bob
`;

function steps(text: string): readonly PlannedStep[] {
  const runbook = readRunbook('x.md', text);
  return runbook.blocks.map(block => ({ block, runbook, script: block.script, timeoutMs: 1, endlessMs: 1, gate: false }));
}

test('a reader reads from the heading on, and from the step before where that stands right above', () => {
  const [one, two] = steps(markdown);
  if (one === undefined || two === undefined) throw new Error('unexpected number of steps');
  expect(wordsAbove(markdown, one, undefined)).toEqual(['## Diagnosis', '', 'First look.']);
  expect(wordsAbove(markdown, two, one)).toEqual(['137 means that it was killed.', '', '## Resolution']);
  expect(wordsAbove(markdown, two, undefined)).toEqual(['## Resolution']);
});

test('lines that end as on Windows are read as others', () => {
  const text = markdown.replaceAll('\n', '\r\n');
  const [one] = steps(text);
  if (one === undefined) throw new Error('unexpected number of steps');
  expect(wordsAbove(text, one, undefined)).toEqual(['## Diagnosis', '', 'First look.']);
});
