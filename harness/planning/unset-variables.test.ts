import { expect, test } from '@playwright/test';
import { faults } from '../faults/index.ts';
import { operations } from '../operations/index.ts';
import { folderWith } from '../reading/testing/folder.ts';
import { shims } from '../shims/index.ts';
import { loadPlan } from './load-plan.ts';

const stack = `services:
  worker: { image: node, x-drillbook: { run: node worker.js } }
x-drillbook: { bastion: { environment: { PSQL: psql } } }
`;

/** What planning says of a runbook with these blocks. */
async function problemsOf(blocks: readonly string[], more = ''): Promise<readonly string[]> {
  const file = folderWith({
    'compose.yaml': stack,
    'worker.md': `# Down\n\n## Resolution\n\n${blocks.map(block => `\`\`\`bash\n${block}\n\`\`\`\n\n`).join('')}`,
    'a.yaml': `runbook: worker.md
stack: [compose.yaml]
steadyState: [{ name: healthy, http: "http://localhost/health" }]
faults: [{ process.kill: { service: worker } }]
${more}`,
  });
  const planned = await loadPlan(file('a.yaml'), { operations, faults, shims });
  return planned.ok ? [] : planned.problems.map(({ rule, message, location }) => `${location.line} ${rule}: ${message}`);
}

test('a variable that nothing gives a value stops planning, at its line', async () => {
  expect(await problemsOf(['systemctl stop worker\nkill -9 "$WORKER_PID"', 'echo ${WORKER_PID} $other'])).toEqual([
    '7 unset-variable: unexpected variable $WORKER_PID in step resolution/1, which nothing gives a value, expected one',
    '11 unset-variable: unexpected variable $other in step resolution/2, which nothing gives a value, expected one',
  ]);
  expect(await problemsOf(['kill "$WORKER_PID"'], 'variables: { WORKER_PID: 12 }')).toEqual([]);
});

test('knows where values come from, and whose a variable is', async () => {
  for (const block of [
    'ID=1; kill $ID',
    'read -r ID REST < x; kill $ID $REST',
    'for one in a b; do echo "$one"; done',
    'while IFS=: read -r name rest; do echo "$name $rest"; done < x',
    'mapfile -t ALL < x; echo "${ALL[@]}" "$ALL"',
    'f() { local pid=$1 name; name=x; echo "$pid $name $# $?"; }; f',
    '(( count = 1 )); echo $count',
    'echo "${ID:-none}"; echo "$ID"',
    '[ -z "$ID" ] && echo "$ID"',
    "awk '{ print $NF, $pid }' x",
    'sh -c "echo \\$ID"',
    "cat <<'END'\n$ID\nEND",
    'true # $ID',
    '. ./.env; echo $ID',
    '$PSQL -c "select 1"; echo $HOME $RANDOM $HOSTNAME',
    'psql -c "do \\$body\\$ begin end \\$body\\$"',
  ])
    expect(await problemsOf([block]), block).toEqual([]);
});
