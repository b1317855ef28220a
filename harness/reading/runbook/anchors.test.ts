import { expect, test } from '@playwright/test';
import { readRunbook } from '../../reading/read-runbook.ts';
import { anchorsOf, nearestAnchor } from './anchors.ts';

const text = `# Worker

<a id="jobs"></a>
## Jobs pile up

**Restart it**

\`\`\`bash
true
\`\`\`

Under a line
------------

1. **Look again:**
   \`\`\`bash
   true
   \`\`\`

## Old name {#new-name}
`;
const anchors = anchorsOf(readRunbook('worker.md', text), text);

test('a link can name headings and what their author calls them, and no label', () => {
  expect([...anchors].map(([anchor, { title }]) => `${anchor}: ${title}`)).toEqual([
    'worker: Worker',
    'jobs-pile-up: Jobs pile up',
    'under-a-line: Under a line',
    'old-name-new-name: Old name {#new-name}',
    'jobs: Jobs pile up',
    'new-name: Old name {#new-name}',
  ]);
});

test('what was meant is told by its letters, else by its words', () => {
  expect(nearestAnchor('job-piles-up', anchors.keys())).toBe('jobs-pile-up');
  expect(nearestAnchor('when-all-jobs-pile-up-again-in-the-evening', anchors.keys())).toBe('jobs-pile-up');
  expect(nearestAnchor('kubernetes', anchors.keys())).toBeUndefined();
});
