import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Runbook } from '../model/runbook.ts';
import { readRunbook } from './read-runbook.ts';

const syntaxes = join(import.meta.dirname, '../../fixtures/runbooks/syntaxes');
const textOf = (name: string): string => readFileSync(join(syntaxes, `${name}.md`), 'utf8');

/** One line for each block, inline command and Problem: what was understood. */
function understood({ blocks, unfenced, problems }: Runbook): readonly string[] {
  return [
    ...blocks.map(({ id, location, role, step, reason, script, text, language, attributes, expectedOutput, branch }) => {
      const { name: _, ...others } = attributes;
      const told = Object.entries(others).map(([key, value]) =>
        key === 'exit' && Array.isArray(value) && value.length > 200 ? ' exit=failing' : ` ${key}=${String(value)}`,
      );
      return `${location.line} ${id} ${step ? `${role} ${language}: ${(script || text).replaceAll('\n', ' ⏎ ')}` : `- ${reason}`}${told.join('')}${
        expectedOutput === undefined ? '' : ` prints ${expectedOutput.lines.join(' ⏎ ')}`
      }${branch === undefined ? '' : ` if ${branch.condition}`}`;
    }),
    ...unfenced.map(
      ({ location, role, text, dropped }) =>
        `${location.line} ${dropped === undefined ? 'inline' : dropped.runnable ? 'dropped' : 'left out'} ${role} ${text}`,
    ),
    ...problems.map(({ location, severity, rule, message }) => `${location.line}:${location.column} ${severity} ${rule}: ${message}`),
  ];
}

/** What each fixture holds, and what its author meant. */
const read: readonly (readonly [name: string, about: string, lines: readonly string[]])[] = [
  [
    'runme',
    'Runme: JSON, key=value, front matter, folders that combine, what it leaves out',
    [
      '13 look diagnose shell: systemctl status mailer cwd=services',
      '17 queue diagnose shell: redis-cli llen mail cwd=services',
      '21 depth diagnose shell: redis-cli info memory cwd=services',
      '27 restart-mailer act shell: systemctl restart mailer cwd=services/mailer',
      '31 watch-it act shell: tail -f mailer.log background=true cwd=/var/log',
      '35 left-out - its attributes say that it is not run',
      '39 resolution/4 - its attributes say that it is not run',
      '43 ask act shell: export REGION=north ⏎ read answer cwd=services',
      '48 report manual person: print("done")',
      '52 tidy manual person: puts 1',
      '56 flush act shell: redis-cli del mail cwd=services',
      '62 resolution/9 act shell: systemctl status mailer cwd=services',
      '66 single act shell: systemctl is-active mailer cwd=services',
      '70 resolution/11 act shell: systemctl is-enabled mailer cwd=services',
      '35 left out act systemctl disable mailer',
      '39 left out act systemctl mask mailer',
      '59 dropped act systemctl reload mailer',
      '27:49 warning unknown-attribute: unexpected attribute "env", expected one of ours or of a tool that we know: nothing follows from it',
      '35:1 warning left-out: unexpected block that is left out by excludeFromRunAll=true, expected what a reader of the page carries out as well',
      '39:1 warning left-out: unexpected block that is left out by ignore=true, expected what a reader of the page carries out as well',
      '43:21 warning other-tool: unexpected interactive=true: the block waits for a person, and nobody types here',
      '43:42 warning other-tool: unexpected promptEnv=true: nobody is asked for values here: the block runs with those that it holds',
      '59:1 warning dropped-command: unexpected line without a prompt ("systemctl reload mailer"), expected `$ ` before each command: here it is output, and nobody runs it',
      '62:8 error unknown-attribute: unexpected attribute "nmae", expected "name"',
      '62:19 warning unknown-attribute: unexpected attribute "colour", expected one of ours or of a tool that we know: nothing follows from it',
      '70:7 error attributes: unexpected attributes =, expected name=value, the value in quotes where it holds blanks',
      '70:8 error unknown-attribute: unexpected word "name" behind the fence, expected "name=…"',
    ],
  ],
  [
    'eks-workshop',
    'the EKS workshop: seconds, waiting, hooks, expected failures',
    [
      '5 resolution/1 act shell: ./grow.sh 3 timeoutMs=300000',
      '9 resolution/2 act shell: curl --fail http://blocked:8080/ exit=failing',
      '13 resolution/3 - its attributes say that it is not run',
      '17 resolution/4 act shell: ./look.sh',
      '21 resolution/5 act shell: ./late.sh',
      '13 left out act ./delete-everything.sh',
      '5:21 warning other-tool: unexpected wait=30: nobody waits here: a step for verification is tried until it holds, and other steps follow at once',
      '5:29 warning other-tool: unexpected hook=room: the hook is not run',
      '9:9 warning other-tool: unexpected expectError=true: read as any status of a failure, without 124, 126 and 127',
      '13:1 warning left-out: unexpected block that is left out by test=false, expected what a reader of the page carries out as well',
      '21:9 error unknown-attribute: unexpected attribute "tiemout", expected "timeout"',
    ],
  ],
  [
    'innovation-engine',
    'InnovationEngine: results by comments, exact, by pattern or alike, and variables',
    [
      '9 steps/1 diagnose shell: redis-cli -h $HOST ping prints PONG',
      '14 steps/2 - says what the step before prints',
      '18 steps/3 diagnose shell: redis-cli -h $HOST role expect=/^master/',
      '24 steps/4 - says what the step before prints',
      '29 steps/5 diagnose shell: redis-cli -h $HOST info',
      '35 steps/6 - says what the step before prints',
      '39 steps/7 diagnose shell: redis-cli -h $HOST dbsize',
      '44 steps/8 - text is not carried out',
      '50 steps/9 diagnose shell: redis-cli -h $HOST time',
      '56 steps/10 - azurecli is not carried out',
      '56 left out diagnose az redis list',
      '3:1 warning other-tool: unexpected comment "```variables export HOST=cache ```": a reader does not see its variables, and nobody sets them',
      '33:1 warning other-tool: unexpected comment "expected_similarity=0.3": how alike texts are says nothing of health: the output is not compared',
      '43:1 warning unknown-directive: unexpected comment that seems to speak of the block below, expected one of ours or of a tool that we know',
      '56:1 warning carried-out-elsewhere: unexpected language "azurecli", expected bash, sh, shell, zsh, console or sql: nobody carries this block out',
    ],
  ],
  [
    'doc-detective',
    'Doc Detective: steps and ranges in comments, testIgnore',
    [
      '9 restart/1 - its attributes say that it is not run',
      '15 restart/2 act shell: systemctl restart portal',
      '9 left out act ./never-in-tests.sh',
      '3:1 warning other-tool: unexpected comment "test {"testId":"portal"}": what stands in comments is not carried out, and nothing between them is left out',
      '7:1 warning other-tool: unexpected comment "step {"runShell":{"command":"./hidden.sh"}}": what stands in comments is not carried out, and nothing between them is left out',
      '9:1 warning left-out: unexpected block that is left out by testIgnore, expected what a reader of the page carries out as well',
      '13:1 warning other-tool: unexpected comment "test ignore start": what stands in comments is not carried out, and nothing between them is left out',
      '19:1 warning other-tool: unexpected comment "test ignore end": what stands in comments is not carried out, and nothing between them is left out',
      '20:1 warning other-tool: unexpected comment "test end": what stands in comments is not carried out, and nothing between them is left out',
    ],
  ],
  [
    'transcripts',
    'transcripts of tesh, scrut, cram, byexample, clitest and of a terminal',
    [
      '5 tesh-check/1 diagnose shell: grep -q full spool.log ⏎ ls spool exit=0',
      '13 scrut-check/1 diagnose shell: df /spool \\ ⏎   | tail -1 exit=1 timeoutMs=10000',
      '22 cram-check/1 diagnose shell: ls spool',
      '28 byexample-check/1 diagnose shell: ls spool        # byexample: +timeout=4 +pass',
      '35 clitest-check/1 diagnose shell: echo spool   #=> spool ⏎ false        #=> --exit 1',
      '42 session-check/1 diagnose shell: systemctl restart spooler',
      '49 output-beside-commands-check/1 diagnose shell: systemctl restart spooler',
      '52 dropped diagnose systemctl status spooler',
      '5:33 warning other-tool: unexpected tesh-exitcodes=1 0: only the status of the last command is judged',
      '5:54 warning other-tool: unexpected tesh-timeout=3: it is no limit here',
      '13:25 warning other-tool: unexpected environment={"A":"b"}: the variables are not set',
      '29:1 warning other-tool: unexpected "byexample: +timeout=4 +pass": it is a comment here, and changes nothing',
      '36:1 warning other-tool: unexpected "#=> spool": it is a comment here, and nothing is compared with it; say exit=… or expect=…',
      '37:1 warning other-tool: unexpected "#=> --exit 1": it is a comment here, and nothing is compared with it; say exit=… or expect=…',
      '52:1 warning dropped-command: unexpected line without a prompt ("systemctl status spooler"), expected `$ ` before each command: here it is output, and nobody runs it',
    ],
  ],
  [
    'specdown',
    'specdown: functions behind the language',
    [
      '5 rebuild-index act shell: ./rebuild.sh exit=1',
      '9 fix/2 - text is not carried out',
      '13 serve act shell: ./serve.sh background=true',
      '17 fix/4 - its attributes say that it is not run',
      '21 fix/5 - text is not carried out',
      '17 left out act ./drop.sh',
      '9:1 warning not-done: unexpected verify(): the output is not compared',
      '17:1 warning left-out: unexpected block that is left out by skip(), expected what a reader of the page carries out as well',
      '21:1 warning not-done: unexpected file(): nothing writes this block to a file here',
    ],
  ],
  [
    'comments',
    "comments of OCaml's mdx and txm, and those that nobody knows",
    [
      '6 fix/1 - its attributes say that it is not run',
      '11 fix/2 act shell: ./rotate.sh cwd=keys',
      '17 fix/3 - its attributes say that it is not run',
      '22 fix/4 act shell: ./part.sh',
      '30 fix/5 act shell: ./rotate.sh',
      '36 fix/6 - says what the step before prints',
      '43 fix/7 act shell: ./check.sh',
      '48 fix/8 act shell: ./skipped.sh',
      '53 fix/9 act shell: ./plain.sh',
      '58 fix/10 act shell: ./todo.sh',
      '63 ours act shell: ./ours.sh timeoutMs=5000',
      '6 left out act ./never.sh',
      '17 left out act $ ./random.sh',
      '6:1 warning left-out: unexpected block that is left out by comment "$MDX skip", expected what a reader of the page carries out as well',
      '17:1 warning left-out: unexpected block that is left out by comment "$MDX non-deterministic=command", expected what a reader of the page carries out as well',
      '21:1 warning other-tool: unexpected comment "$MDX file=rotate.sh,part=one": "file=rotate.sh" says nothing here',
      '26:1 warning other-tool: unexpected comment "!test program bash": nothing is tested by it',
      '28:1 warning other-tool: unexpected comment "!test in rotate": nothing is tested by it',
      '34:1 warning other-tool: unexpected comment "!test out rotate": the output is not compared',
      '40:1 warning other-tool: unexpected comment "!test exit 3": nothing is tested by it',
      '42:1 warning unknown-directive: unexpected comment that seems to speak of the block below, expected one of ours or of a tool that we know',
      '47:1 warning unknown-directive: unexpected comment that seems to speak of the block below, expected one of ours or of a tool that we know',
    ],
  ],
  [
    'site-generators',
    'what site generators and editors put around the language',
    [
      '5 fix/1 act shell: ./docusaurus.sh',
      '9 fix/2 act shell: ./nextra.sh',
      '13 pandoc act shell: ./pandoc.sh',
      '17 fix/4 act shell: ./pandoc-id.sh',
      '21 fix/5 - its attributes say that it is not run',
      '25 fix/6 act shell: ./r-markdown.sh',
      '29 fix/7 act shell: ./vitepress.sh',
      '33 fix/8 act shell: ./hackmd.sh',
      '37 fix/9 - its attributes say that it is not run',
      '41 restart-worker act shell: ./khalidx.sh',
      '45 fix/11 - javascript is not carried out',
      '49 fix/12 - holds no command',
      '52 fix/13 act shell: ./mkdocs.sh',
      '56 fix/14 act shell: ./unheard.sh',
      '60 fix/15 act shell: ./near.sh',
      '64 fix/16 - powershell is not carried out',
      '21 left out act ./r-markdown-never.sh',
      '37 left out act ./mdbook-never.sh',
      '64 left out act Restart-Service site',
      '21:1 warning left-out: unexpected block that is left out by eval=FALSE, expected what a reader of the page carries out as well',
      '37:1 warning left-out: unexpected block that is left out by no_run, expected what a reader of the page carries out as well',
      '49:9 warning other-tool: unexpected file://deploy.sh: the file is not read: only what stands in the block is carried out',
      '56:9 warning unknown-attribute: unexpected word "unheard-of" behind the fence, expected one of ours or of a tool that we know: nothing follows from it',
      '60:9 error unknown-attribute: unexpected word "skip" behind the fence, expected "skip=…"',
      '64:1 warning carried-out-elsewhere: unexpected language "powershell", expected bash, sh, shell, zsh, console or sql: nobody carries this block out',
    ],
  ],
  [
    'html',
    'fences, tables and commands in HTML, lists, quotes and alerts',
    [
      '8 with-a-blank-line/1 act shell: ./in-details.sh',
      '32 stop-it/1 act shell: ./in-list.sh',
      '40 stop-it/2 act shell: ./in-quote-in-list.sh',
      '45 fix/1 act shell: ./in-alert.sh',
      '51 a/1 act shell: ./after-tab.sh',
      '28 inline act systemctl reload gateway',
      '38 inline act systemctl restart gateway',
      '15:1 error lost-fence: unexpected fence inside HTML, which Markdown does not see as one, expected it to stand by itself',
      '20:1 error lost-fence: unexpected commands in HTML, expected a fence: nobody carries them out',
      '24:1 error lost-fence: unexpected commands in HTML, expected a fence: nobody carries them out',
    ],
  ],
  [
    'unlabelled',
    'commands that stand in no shell fence',
    [
      '8 fix/1 - an unlabelled fence without a line that begins with `$ `',
      '12 fix/2 act shell: sudo systemctl reload replica',
      '17 fix/3 - text is not carried out',
      '21 fix/4 - an unlabelled fence without a line that begins with `$ `',
      '25 fix/5 - a console block without a line that begins with `$ `',
      '31 fix/6 - an indented block without a line that begins with `$ `',
      '3 inline act sudo systemctl stop replica',
      '4 inline act pg_basebackup -h primary -D /data',
      '9 dropped act sudo systemctl restart replica',
      '18 dropped act psql -c "select 1"',
      '31 dropped act systemctl stop replica',
      '32 dropped act systemctl start replica',
      '9:1 warning unlabelled-commands: unexpected command ("sudo systemctl restart replica") in a block without a language, expected ```bash: nobody runs it',
      '18:1 warning unlabelled-commands: unexpected command ("psql -c "select 1"") in a text block, expected ```bash: nobody runs it',
      '22:1 warning fenced-checklist: unexpected checklist inside a code block, expected it as plain Markdown: its tasks are not followed',
    ],
  ],
];
for (const [name, about, lines] of read)
  test(`reads as its author meant: ${about}`, () => {
    expect(understood(readRunbook('x.md', textOf(name)))).toEqual(lines);
  });

test('reads every syntax alike with line ends of Windows and a byte order mark', () => {
  for (const [name] of read) {
    const plain = understood(readRunbook('x.md', textOf(name)));
    expect(understood(readRunbook('x.md', `\uFEFF${textOf(name).replaceAll('\n', '\r\n')}`)), name).toEqual(plain);
  }
});

test('reads a page of MkDocs as the site shows it, and says what others lose of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-mkdocs-'));
  try {
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, 'mkdocs.yml'), 'site_name: Operations\n');
    expect(understood(readRunbook(join(folder, 'docs/queue.md'), textOf('mkdocs')))).toEqual([
      '8 drain act shell: ./drain.sh timeoutMs=30000',
      '13 where-nobody-waits/1 act shell: ./restart.sh',
      '19 resolution/2 act shell: ./purge.sh',
      '25 only-when-systemd/1 act shell: systemctl restart queue if Only when systemd',
      '33 restart-it/1 act shell: docker restart queue if Only when Docker',
      '37 resolution/3 act shell: ./last.sh',
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const elsewhere = readRunbook('queue.md', textOf('mkdocs'));
  expect(elsewhere.problems.map(({ location, rule, severity }) => `${location.line} ${severity} ${rule}`)).toEqual(
    [8, 13, 19, 25, 33].map(line => `${line} error lost-fence`),
  );
});

test('loses no fence without a word, whatever stands around it', () => {
  for (const text of [
    '<p>\n```bash\n./x.sh\n```\n</p>',
    'Term\n:   ```bash\n    ./x.sh\n    ```',
    '[^1]: ```bash\n    ./x.sh\n    ```',
    '{{< highlight bash >}}\n./x.sh\n{{< /highlight >}}',
    '{% highlight sh %}\n./x.sh\n{% endhighlight %}',
    '.. code-block:: bash\n\n    ./x.sh --now',
    '<pre><code>$ ./x.sh</code></pre>',
    'Type <code>sudo ./x.sh</code>.',
    '```\n./x.sh --now\n```',
    '```ksh\n./x.sh\n```',
    '```{code-block} bash\n./x.sh\n```',
  ])
    expect(readRunbook('x.md', `## Fix\n\n${text}\n`).problems, text).not.toEqual([]);
});

test('takes the step of a comment of ours beside others, and refuses one that speaks of nothing', () => {
  const named = (above: string): readonly unknown[] => {
    const { blocks, problems } = readRunbook('x.md', `## Fix\n\n${above}\n\`\`\`sh\n./x.sh\n\`\`\`\n`);
    return [blocks[0]?.id, problems.map(({ rule }) => rule)];
  };
  expect(named('<!-- prettier-ignore -->\n<!-- drillbook: name=a -->')).toEqual(['a', []]);
  expect(named('<!-- spelling is right --><!-- drillbook: name=a -->')).toEqual(['a', []]);
  expect(named('<!-- drillbook: name=a -->\n<!-- prettier-ignore -->')).toEqual(['fix/1', ['stray-comment']]);
  expect(named('<!-- drillbook: name=a --><!-- other -->')).toEqual(['fix/1', ['stray-comment']]);
});

test('takes no other key of a page for ours', () => {
  for (const key of [
    'tag',
    'tags',
    'date',
    'slug',
    'weight',
    'sidebar_position',
    'ms.date',
    'author',
    'reviewers',
    'uid',
    'runme',
    'status',
  ])
    expect(readRunbook('x.md', `---\n${key}: x\n---\n`).problems, key).toEqual([]);
});
