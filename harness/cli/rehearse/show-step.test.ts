import { expect, test } from '@playwright/test';
import type { Asked } from '../../drill/gate.ts';
import type { Block } from '../../model/runbook.ts';
import { readRunbook } from '../../reading/read-runbook.ts';
import { painter } from '../../reports/paint.ts';
import { showChoices, showStep } from './show-step.ts';

const view = { paint: painter(false), columns: 80, rows: 24, words: [] };

function asked(markdown: string, more: Partial<Asked> = {}, of = 0): Asked {
  const runbook = readRunbook('runbook.md', markdown);
  const block = runbook.blocks[of] as Block;
  return {
    id: block.id,
    step: { block, runbook, script: block.script, timeoutMs: 60_000, endlessMs: 3_000, gate: false },
    number: 3,
    of: 7,
    what: 'step',
    script: block.script,
    firstToAct: false,
    elapsedMs: () => 0,
    signal: new AbortController().signal,
    ...more,
  };
}

test('a step is shown with the words above it, the block as it will run, where, for how long and what is asked of it', () => {
  const shown = showStep(
    asked('# X\n\n## Resolution\n\nPoint it at the new primary.\n\n```bash\ncurl <HOST>\n```\n', { script: 'curl db-2\n' }),
    undefined,
    { ...view, words: ['Point it at the new primary.'] },
  );
  expect(shown.split('\n').map(line => line.trimEnd())).toEqual([
    '',
    ' Step 3 of 7 · resolution/1 · act · runbook.md:7:1',
    '',
    ' Point it at the new primary.',
    '',
    '   curl db-2',
    '',
    ' runs on the bastion · limit 60.0 s · expects status 0',
    '',
  ]);
});

test('a block that is longer than the screen shows its first lines and how to see all', () => {
  const script = Array.from({ length: 100 }, (_, index) => `echo ${index}`).join('\n');
  const shown = showStep(asked(`# X\n\n## Resolution\n\n\`\`\`bash\n${script}\n\`\`\`\n`), undefined, view);
  expect(shown.split('\n').length).toBeLessThan(24);
  expect(shown).toContain('echo 10\n   … 89 more lines: o shows them all');
});

test('text of a runbook moves no cursor, and its lines are no lines of ours', () => {
  const script = 'echo \u001B[2J\u202Eevil';
  const shown = showStep(asked('# X\n\n## Resolution\n\nLook.\n\n```bash\ntrue\n```\n', { script }), undefined, view);
  expect(shown.includes('\u001B') || shown.includes('\u202E')).toBe(false);
  expect(shown).toContain('echo ⟨U+202E⟩evil');
});

test('a step in a service says so, and one that looks expects nothing', () => {
  const shown = showStep(asked('# X\n\n## Diagnosis\n\n```sql {"on":"database"}\nselect 1\n```\n'), undefined, view);
  expect(shown).toContain('runs in service database, by psql · limit 60.0 s · expects nothing, it only\n looks');
});

test('the choices fit the width of the terminal, and only those are shown that there are', () => {
  const wide = showChoices({ what: 'step', last: 'fix/1' }, 80);
  expect(wide.split('\n').every(line => line.length < 80)).toBe(true);
  expect(wide).toContain('a run fix/1 again');
  expect(showChoices({ what: 'step' }, 80)).not.toContain('again');
  expect(showChoices({ what: 'manual' }, 80)).toContain('d done  s not done');
  expect(
    showChoices({ what: 'not-held', last: 'fix/1' }, 30)
      .split('\n')
      .every(line => line.length < 30),
  ).toBe(true);
});
