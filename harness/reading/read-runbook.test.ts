import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Runbook } from '../model/runbook.ts';
import { readRunbook } from './read-runbook.ts';

const shapes = join(import.meta.dirname, '../../fixtures/runbooks/shapes');
const shape = (name: string): Runbook => readRunbook(`${name}.md`, readFileSync(join(shapes, `${name}.md`)));

/** One line per block: what was understood of it. */
function blocksOf(runbook: Runbook): readonly string[] {
  return runbook.blocks.map(
    ({ id, location, role, roleFrom, step, reason, branch }) =>
      `${location.line}:${location.column} ${id} ${step ? `${role} (${roleFrom})` : `- ${reason}`}${branch === undefined ? '' : ` if ${branch.condition}`}`,
  );
}
const statementsOf = (runbook: Runbook): readonly string[] =>
  runbook.blocks.flatMap(({ statements }) => statements.map(({ location, text }) => `${location.line}:${location.column} ${text}`));
const inlineOf = ({ unfenced }: Runbook): readonly string[] =>
  unfenced.map(({ location, role, text }) => `${location.line}:${location.column} ${role} ${text}`);
const problemsOf = ({ problems }: Runbook): readonly string[] =>
  problems.map(({ location, severity, rule, message }) => `${location.line}:${location.column} ${severity} ${rule}: ${message}`);
const placeholdersOf = ({ placeholders }: Runbook): readonly string[] =>
  placeholders.map(({ location, block, text }) => `${location.line}:${location.column} ${block} ${text}`);

test('lists inline commands of a numbered list, but not those that only explain', () => {
  const runbook = shape('inline-commands');
  expect(inlineOf(runbook)).toEqual([
    '8:26 act sudo systemctl stop postgresql',
    '9:21 act pg_basebackup -h <PRIMARY> -D /var/lib/postgresql/data -R',
    '24:3 verify psql -c "select pg_is_in_recovery()"',
    '34:7 diagnose df -h /var/lib/postgresql',
  ]);
  expect(blocksOf(runbook)).toEqual([
    '12:4 set-hot_standby-in-postgresqlconf/1 - ini is not carried out',
    '18:4 run-sudo-systemctl-start-postgresql/1 act (heading)',
  ]);
  expect(placeholdersOf(runbook)).toEqual(['9:39 resolution <PRIMARY>']);
  expect(problemsOf(runbook)).toEqual([]);
});

test('says that a checklist inside a fence is not followed, and takes tasks outside of it as manual steps', () => {
  const runbook = shape('fenced-checklist');
  expect(blocksOf(runbook)).toEqual([
    '3:1 region-handover/1 - an unlabelled fence without a line that begins with `$ `',
    '11:1 afterwards/1 manual (guess)',
    '12:3 tickets manual (guess)',
    '13:1 afterwards/3 manual (guess) if If somebody lost an order, call the duty manager',
    '16:4 start-the-importer-again/1 act (heading)',
  ]);
  expect(problemsOf(runbook)).toEqual([
    '4:1 warning fenced-checklist: unexpected checklist inside a code block, expected it as plain Markdown: its tasks are not followed',
  ]);
  expect(runbook.blocks[2]).toMatchObject({
    prose: 'Answer open tickets',
    attributes: { name: 'tickets', takesMs: 1_200_000 },
    attributeLocations: { takesMs: { line: 12, column: 58 } },
  });
});

test('runs only what stands behind a prompt, with what continues it', () => {
  const runbook = shape('prompts-with-output');
  expect(statementsOf(runbook)).toEqual([
    '6:3 redis-cli llen mail',
    '8:3 psql -c "select state,\n  count(*) from mails\n  group by state"',
    '14:3 diff expected.txt actual.txt',
    '22:3 sudo systemctl restart \\\n    mailer',
    '24:3 echo done',
    '29:15 systemctl is-active mailer',
    '31:18 cat <<END',
  ]);
  expect(runbook.blocks[0]?.scriptLines).toEqual([6, 8, 9, 10, 14]);
  expect(runbook.blocks[2]?.script).toBe('systemctl is-active mailer\ncat <<END\ntwo words\nEND');
  expect(runbook.blocks.map(({ lang, reason }) => [lang, reason])).toEqual([
    ['bash', 'the prompted lines of a bash block'],
    ['', 'has a prompt'],
    ['console', 'the prompted lines of a console block'],
  ]);
  expect(problemsOf(runbook)).toEqual([]);
});

test('takes no query for a command, even in a console fence', () => {
  const runbook = shape('promql-in-console');
  expect(blocksOf(runbook)).toEqual([
    '5:1 investigation/1 - a console block without a line that begins with `$ `',
    '10:1 investigation/2 - promql is not carried out',
    '14:1 investigation/3 - an indented block without a line that begins with `$ `',
  ]);
});

test('shows a decision tree as no step, and what is done in some cases as branches', () => {
  const runbook = shape('decision-tree');
  expect(blocksOf(runbook)).toEqual([
    '3:1 api-does-not-answer/1 - an unlabelled fence without a line that begins with `$ `',
    '15:1 resolution/1 act (heading)',
    '21:1 resolution/2 act (heading) if If the worker does not come back, clear its queue',
    '27:1 resolution/3 act (heading) if Alternatively',
    '34:1 resolution/4 act (heading)',
    '42:1 only-when-the-database-is-gone/1 act (heading) if Only when the database is gone',
  ]);
  expect(problemsOf(runbook)).toEqual([
    '36:1 warning alternative-looks: unexpected choice in a comment ("# Or, on old hosts"), expected a block of its own: all lines of this one run',
  ]);
});

test('a choice among ways to look at something is told apart: it does no harm, and may fail', () => {
  const read = (...lines: readonly string[]): readonly string[] =>
    problemsOf(readRunbook('x.md', `# Disk\n\n## Diagnosis\n\n\`\`\`bash\n${lines.join('\n')}\n\`\`\`\n`));
  expect(read('ls -la /var/backups/', '# or', 'ls -la /tmp/backup-*')).toEqual([expect.stringContaining('warning alternative-looks')]);
  expect(read('ls -la /var/backups/', '# or', 'sudo systemctl restart backup')).toEqual([expect.stringContaining('warning alternatives')]);
  // A name for what comes later does nothing yet, unless another one is given up for it.
  expect(read('sudo createdb copy', '# Or use another one', 'export DATABASE_URL="postgresql://localhost/copy"')).toEqual([]);
  // Two ways to see one thing, in a block that acts further down; a cluster's are another world.
  expect(read('ss -tlnp', '# or', 'netstat -tlnp', 'sudo systemctl restart web')).toEqual([
    expect.stringContaining('warning alternative-looks'),
  ]);
  expect(read('sudo systemctl restart web', 'docker compose ps', '# or', 'kubectl get pods')).toEqual([
    expect.stringContaining('warning alternatives'),
  ]);
  expect(read('DATABASE_URL=one', '# Or use another one', 'DATABASE_URL=two')).toEqual([expect.stringContaining('warning alternatives')]);
  expect(read('sudo createdb copy', '# Or use another one', 'export DATABASE_URL="$(sudo createdb other)"')).toEqual([
    expect.stringContaining('warning alternatives'),
  ]);
  // Said of the whole block.
  expect(read('# The next poll brings it back', '# Or restart the gateway', 'docker restart gateway')).toEqual([
    expect.stringContaining('warning alternative-alone'),
  ]);
  expect(read('# If it is the cache', 'docker restart cache', '# If it is the database', 'docker restart database')).toEqual([
    expect.stringContaining('"# If it is the database"'),
  ]);
});

test('tells of a function that nothing calls', () => {
  const runbook = shape('uncalled-function');
  expect(problemsOf(runbook)).toEqual([
    '6:1 warning uncalled-function: unexpected function stop_reports that nothing calls, expected a call: this block alone does nothing',
  ]);
  expect(runbook.blocks.map(({ reason }) => reason)).toEqual([
    'only defines stop_reports',
    'a bash block',
    'only defines rebuild',
    'a bash block',
  ]);
  expect(runbook.blocks[2]?.attributes.call).toBe('rebuild all');
});

test('finds fences that Markdown loses inside HTML and admonitions', () => {
  const runbook = shape('lost-fences');
  expect(problemsOf(runbook)).toEqual([
    '7:1 error lost-fence: unexpected fence inside HTML, which Markdown does not see as one, expected it to stand by itself',
    '13:5 error lost-fence: unexpected fence indented below a sentence, which Markdown does not see as one, expected it to stand by itself',
    '19:5 error lost-fence: unexpected fence inside an indented block, which Markdown does not see as one, expected it to stand by itself',
  ]);
  expect(blocksOf(runbook)).toEqual([
    '19:1 resolution/1 - an indented block without a line that begins with `$ `',
    '23:1 resolution/2 act (heading)',
  ]);
  expect(inlineOf(runbook)).toEqual([]);
});

test('leaves the keys of other tools alone that look like its own', () => {
  const read = readRunbook('x.md', '---\nreview_in: 6 months\nowners: [ops, web]\nsidebar-title: Disks\n---\n# Disks are full\n');
  expect(read.problems.filter(({ rule }) => rule === 'front-matter')).toEqual([]);
});

test('points at near misses of attributes and keys, and names the nearest', () => {
  const runbook = shape('near-miss');
  expect(problemsOf(runbook)).toEqual([
    '2:1 error front-matter: unexpected key "titel", expected "title"',
    '4:1 error front-matter: unexpected rto "soon", expected a duration such as 15m',
    '10:10 error unknown-attribute: unexpected attribute "nmae", expected "name"',
    '14:22 error unknown-attribute: unexpected attribute "timeuot", expected "timeout"',
    '18:10 error attribute-value: unexpected role "acts", expected one of diagnose, act, verify, rollback, manual, other (did you mean "act"?)',
    '22:9 error attribute-value: unexpected timeout "soon", expected a duration such as 30s',
    '22:24 error attribute-value: unexpected exit "256", expected statuses such as 0 or 1,2, or any',
    '22:35 error attribute-value: unexpected expect "/(/", expected a pattern that JavaScript can read',
    '22:48 error attribute-value: unexpected skip "", expected a reason',
    '22:56 warning unknown-attribute: unexpected attribute "showWhat", expected one of ours or of a tool that we know: nothing follows from it',
    '26:9 error attributes: unexpected attributes {"name":"broken", expected a closing brace',
    '30:1 error stray-comment: unexpected comment "drilbook:", expected "drillbook:"',
    '35:1 error stray-comment: unexpected drillbook comment without a fence directly below it, expected it on a line of its own above the block that it speaks of',
  ]);
  expect(runbook.problems[2]?.hint).toMatch(/^Did you mean "name"\?/);
  expect(runbook.problems[2]?.location.file).toBe('near-miss.md');
});

test('reads attributes in every spelling, with the place of each', () => {
  const runbook = shape('attributes');
  expect(problemsOf(runbook)).toEqual([
    '48:1 warning left-out: unexpected block that is left out by ignore=true, expected what a reader of the page carries out as well',
  ]);
  expect(runbook.title).toBe('Worker stops');
  expect(runbook.frontMatter).toEqual({
    id: 'worker',
    title: 'Worker stops',
    owner: 'jobs team',
    severity: 'P1',
    alerts: ['WorkerDown', 'QueueGrows'],
    rtoMs: 900_000,
    review: '2026-10-01',
    repeatable: true,
  });
  expect(runbook.blocks.map(({ id, attributes }) => [id, attributes])).toEqual([
    ['look', { name: 'look', exit: [0, 3], timeoutMs: 5000 }],
    ['redis', { name: 'redis', expect: 'PONG' }],
    ['diagnosis/3', {}],
    ['restart', { name: 'restart', role: 'act', timeoutMs: 90_000, expect: String.raw`/port \d+\.$/`, takesMs: 120_000 }],
    ['tail', { name: 'tail', endlessMs: 2000, on: 'web' }],
    ['steps/3', { on: 'web', cwd: '/srv', background: true }],
    ['answer', { name: 'answer', input: 'yes' }],
    ['steps/5', {}],
    ['steps/6', { skip: 'needs a second site' }],
  ]);
  expect(runbook.blocks[3]?.attributeLocations).toMatchObject({ role: { line: 31, column: 35 }, timeoutMs: { line: 31, column: 48 } });
  // "on" is an attribute here, not the beginning of "console".
  expect(runbook.blocks[5]?.attributeLocations.on).toMatchObject({ line: 40, column: 13 });
  expect(runbook.blocks[1]?.expectedOutput).toEqual({ lines: ['PONG', '...'], location: expect.objectContaining({ line: 24, column: 1 }) });
  expect(runbook.blocks.map(({ lang, step, language }) => `${lang} ${step ? language : '-'}`)).toEqual([
    'bash shell',
    'bash shell',
    'output -',
    'bash shell',
    'bash shell',
    'console shell',
    ' shell',
    'bash -',
    'bash shell',
  ]);
});

test('understands a runbook without steps as one', () => {
  const runbook = shape('no-steps');
  expect(blocksOf(runbook)).toEqual(['5:1 who-to-call/1 - yaml is not carried out']);
  expect(runbook).toMatchObject({ problems: [], unfenced: [], placeholders: [] });
  expect(readRunbook('empty.md', '')).toMatchObject({ title: 'empty.md', procedures: [], blocks: [], problems: [] });
});

test('refuses two steps of one name, and tells equal headings apart', () => {
  const runbook = shape('duplicate-names');
  expect(problemsOf(runbook)).toEqual([
    '15:9 error duplicate-name: unexpected second step "clean", expected another name than that of the step at line 5',
  ]);
  expect(runbook.procedures.map(({ id, location }) => `${id}:${location.line}`)).toEqual(['disk-is-full:1', 'clean-up:3', 'clean-up-1:13']);
  expect(runbook.blocks.map(({ id }) => id)).toEqual(['clean', 'clean-up/2', 'clean', 'clean-up-1/2']);
});

test('finds steps at any depth: nested lists, quotes, tilde fences, indented blocks', () => {
  const runbook = shape('nesting');
  expect(blocksOf(runbook)).toEqual([
    '6:6 look-at-the-worker/1 diagnose (heading)',
    '14:8 restart act (heading)',
    '20:4 queue-is-stuck/1 diagnose (guess)',
    '24:3 queue-is-stuck/2 diagnose (guess)',
    '29:1 queue-is-stuck/3 diagnose (guess)',
  ]);
  expect(statementsOf(runbook)).toEqual([
    '7:6 systemctl status worker',
    '15:8 systemctl restart worker',
    '17:10 systemctl status worker',
    '21:4 echo done',
    '25:3 select count(*)\n  from jobs;',
    '26:16 select now();',
    '29:7 uptime',
  ]);
  expect(problemsOf(runbook)).toEqual([]);
});

test('a fence at the end that nothing stands behind is one too many', () => {
  expect(problemsOf(readRunbook('x.md', '# Disk\n\n## Diagnosis\n\n```bash\ndf -h\n```\n\n```\n\n'))).toEqual([
    '9:1 warning unclosed-fence: unexpected fence that nothing stands behind, expected none',
  ]);
});

test('tells of fences that are not closed, and of text and commands that changed places', () => {
  const runbook = shape('unclosed');
  expect(problemsOf(runbook)).toEqual([
    '5:4 warning unclosed-fence: unexpected end of the list item or quote after line 7, expected the fence that begins here to be closed before',
    '11:4 warning lost-fence: unexpected "```bash" inside the code block that begins at line 9, expected that one to be closed before',
    '17:1 error unclosed-fence: unexpected end of the file, expected the fence that begins here to be closed',
  ]);
});

test('reads line ends of Windows, a byte order mark and tabs like any other file', () => {
  const text =
    '# Stuck\n\n## Resolution\n\n1.\tRestart:\n\n\t```bash\n\tsystemctl restart <HOST>\n\tif true; then\n\t\techo yes\n\tfi\n\t```\n';
  const plain = readRunbook('x.md', text);
  const windows = readRunbook('x.md', `\uFEFF${text.replaceAll('\n', '\r\n')}`);
  expect({ ...windows, digest: '' }).toEqual({ ...plain, digest: '' });
  expect(windows.digest).not.toBe(plain.digest);
  expect(readRunbook('x.md', new TextEncoder().encode(text))).toEqual(plain);
  expect(plain.blocks[0]?.script).toBe('systemctl restart <HOST>\nif true; then\n\techo yes\nfi');
  expect(statementsOf(plain)).toEqual(['8:2 systemctl restart <HOST>', '9:2 if true; then\n\techo yes\nfi']);
  expect(placeholdersOf(plain)).toEqual(['8:20 restart/1 <HOST>']);
});

test('places placeholders exactly, also behind prompts and on later lines of a statement', () => {
  const runbook = readRunbook(
    'x.md',
    '## Fix\n\n> ```bash\n> $ psql -h YOUR_DB \\\n> >    -c "select \'{{name}}\'" your-domain.com\n> ```\n\n```\nnothing <HERE>\n```\n',
  );
  expect(placeholdersOf(runbook)).toEqual(['4:13 fix/1 YOUR_DB', '5:20 fix/1 {{name}}', '5:31 fix/1 your-domain.com']);
});

test('leaves a block to a person where its author says so, and says where attributes have no meaning', () => {
  const runbook = readRunbook(
    'x.md',
    '## Fix\n\n```bash role="manual" takes="5m"\nssh vendor\n```\n\n```text role=manual\nCall the vendor.\n```\n\n```yaml name="values"\na: b\n```\n',
  );
  expect(
    runbook.blocks.map(({ role, roleFrom, step, language, script, reason }) => [role, roleFrom, step, language, script, reason]),
  ).toEqual([
    ['manual', 'attribute', true, 'person', '', 'a block for a person'],
    ['manual', 'attribute', true, 'person', '', 'a block for a person'],
    ['other', 'guess', false, 'none', '', 'yaml is not carried out'],
  ]);
  expect(problemsOf(runbook)).toEqual([
    '11:9 warning unused-attributes: unexpected attributes of a block that is no step (yaml is not carried out), expected them behind a fence in bash, sh, shell, zsh, console or sql',
  ]);
});

test('makes procedures of headings and of labels, and nests them', () => {
  const text =
    '# Title\n\nBig\n===\n\n### Deep\n\n**Diagnosis:**\n\n1. Look at it.\n\n   ```sh\n   ls\n   ```\n\n**Rollback**\n\n```sh\nls\n```\n\n## Next `one`\n\n> #### Quoted\n>\n> ```sh\n> ls\n> ```\n\n```sh\nls\n```\n';
  const runbook = readRunbook('x.md', text);
  expect(runbook.procedures.map(({ id, depth, parent, role, location }) => [id, depth, parent, role, location.line])).toEqual([
    ['title', 1, undefined, undefined, 1],
    ['big', 1, undefined, undefined, 3],
    ['deep', 3, 'big', undefined, 6],
    ['diagnosis', 4, 'deep', 'diagnose', 8],
    ['look-at-it', 5, 'diagnosis', 'diagnose', 10],
    ['rollback', 4, 'deep', 'rollback', 16],
    ['next-one', 2, 'big', undefined, 22],
    ['quoted', 3, 'next-one', undefined, 24],
  ]);
  expect(runbook.blocks.map(({ id, role }) => [id, role])).toEqual([
    ['look-at-it/1', 'diagnose'],
    ['rollback/1', 'rollback'],
    ['quoted/1', 'diagnose'],
    ['next-one/1', 'diagnose'],
  ]);
});

test('takes the only heading of the first rank for a title, and several for sections', () => {
  const roles = (text: string): readonly unknown[] => readRunbook('x.md', text).procedures.map(({ role }) => role);
  expect(roles('# Restart the worker\n\n## Steps\n')).toEqual([undefined, undefined]);
  expect(roles('# Diagnosis\n\n# Resolution\n')).toEqual(['diagnose', 'act']);
});

test('refuses what is nested beyond reading', () => {
  expect(problemsOf(readRunbook('x.md', `${'>'.repeat(5000)} x`))).toEqual([
    '1:1 error too-deep: unexpected nesting, expected a document that a person can follow',
  ]);
});

test('counts the blocks of documents as a reader counts them, and each fixture without throwing', () => {
  for (const file of readdirSync(shapes).filter(name => name.endsWith('.md'))) {
    const text = readFileSync(join(shapes, file), 'utf8');
    const runbook = readRunbook(file, text);
    for (const block of runbook.blocks) {
      expect(block.id, file).not.toBe('');
      expect(block.script === '' ? 0 : block.script.split('\n').length, `${file} ${block.id}`).toBe(block.scriptLines.length);
      for (const { location, text: statement } of block.statements) {
        const first = statement.split('\n')[0] ?? '';
        const line = text.split('\n')[location.line - 1] ?? '';
        expect(line.slice(location.column - 1).startsWith(first), `${file}:${location.line} ${first}`).toBe(true);
      }
    }
    // Cut anywhere, a document is still read.
    for (let end = 0; end < text.length; end += 37) readRunbook(file, text.slice(0, end));
  }
});

test('makes a branch of each of several options, and of none that stands alone', () => {
  const options = (titles: readonly string[]): readonly (string | undefined)[] =>
    readRunbook(
      'options.md',
      `# Down\n\n## Resolution\n\n${titles.map(title => `### ${title}\n\n\`\`\`bash\nsystemctl restart a\n\`\`\`\n\n`).join('')}`,
    ).blocks.map(({ branch }) => branch?.condition);
  expect(options(['Option A: start it', 'Option B: begin anew'])).toEqual(['Option A: start it', 'Option B: begin anew']);
  expect(options(['Method 1', 'Reload', 'Method 2'])).toEqual(['Method 1', undefined, 'Method 2']);
  expect(options(['Option A', 'Method 1', 'Step 1', 'Step 2'])).toEqual([undefined, undefined, undefined, undefined]);
  const labels = readRunbook(
    'labels.md',
    '## Resolution\n\n**Variant 1**\n\n```bash\na\n```\n\n**Variant 2**\n\n```bash\nb\n```\n\nOption B, anew:\n\n```bash\nc\n```\n',
  );
  expect(labels.blocks.map(({ branch }) => branch?.condition)).toEqual(['Variant 1', 'Variant 2', 'Option B, anew']);
});

test('reads what HTML folds away as any other step, below the title that its summary is', () => {
  const fence = (command: string): string => `\`\`\`bash\n${command}\n\`\`\`\n`;
  const read = (text: string): readonly string[] =>
    readRunbook('folded.md', `## Resolution\n\n${text}`).blocks.map(
      ({ script, procedure, role, branch }) => `${script} ${procedure} ${role}${branch === undefined ? '' : ` if ${branch.condition}`}`,
    );
  expect(
    read(
      `If it is full:\n\n${fence('a')}\n<details><summary>Roll back</summary>\n\n${fence('b')}\n**Label**\n\n${fence('c')}\n</details>\n\n${fence('d')}\n**Other label**\n\n${fence('e')}`,
    ),
  ).toEqual(['a resolution act if If it is full', 'b roll-back rollback', 'c label rollback', 'd resolution act', 'e other-label act']);
  expect(
    read(
      `<details>\n\n<summary><b>If it does not help</b></summary>\n\n${fence('a')}\n### Start it\n\n${fence('b')}\n</details>\n\n${fence('c')}\n### Next\n\n${fence('d')}`,
    ),
  ).toEqual([
    'a if-it-does-not-help act if If it does not help',
    'b start-it act if If it does not help',
    'c resolution act',
    'd next act',
  ]);
  expect(
    read(
      `- one\n\n  <details><summary>Verify</summary>\n\n  ${fence('a').replaceAll('\n', '\n  ')}\n- two\n\n  ${fence('b').replaceAll('\n', '\n  ')}`,
    ),
  ).toEqual(['a verify verify', 'b two act']);
  const lost = readRunbook('lost.md', `## Resolution\n\n<details><summary>Start it</summary>\n${fence('a')}\n</details>\n`);
  expect(lost.problems.map(({ rule }) => rule)).toContain('lost-fence');
});
