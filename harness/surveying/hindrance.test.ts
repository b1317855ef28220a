import { expect, test } from '@playwright/test';
import { bastionTools } from '../engines/bastion-tools.ts';
import { stubbedTools } from '../engines/tools-elsewhere.ts';
import { readRunbook } from '../reading/read-runbook.ts';
import { shims } from '../shims/index.ts';
import { needsRoot } from '../shims/sudo.ts';
import { functionsOf, hindranceOf } from './hindrance.ts';
import type { Known } from './known-commands.ts';

const known = { tools: bastionTools, stubs: stubbedTools, shims: new Set(shims.kinds), needRoot: new Set(needsRoot) };
const of = (script: string, lang = 'bash', more: Partial<Known> = {}) => {
  const runbook = readRunbook('a.md', `# A\n\n## Resolution\n\n\`\`\`${lang}\n${script}\n\`\`\`\n`);
  return runbook.blocks.map(block => hindranceOf(block, functionsOf(runbook), { ...known, ...more }));
};

for (const [script, kind, why] of [
  ["UPDATE jobs SET a = b WHERE c < datetime('now');", 'unparsable', 'bash cannot read line 6'],
  ['# look at the page of the vendor', 'manual', 'a person reads it: holds no command'],
  ['# every morning\n0 6 * * 1-5 /opt/check.sh\n*/5 * * * * /opt/look.sh', 'manual', 'a person adds it: lines of a crontab'],
  ['sudo systemctl restart web\nkubectl get pods', 'outside', 'acts through kubectl'],
  ['curl -I https://api.vendor.com/v1/models', 'outside', 'asks api.vendor.com'],
  ['sudo swapon /swapfile', 'impossible', 'swapon: nobody is root'],
  ['htop', 'impossible', 'the bastion has no htop, unless a stack brings it'],
] as const)
  test(`${script.split('\n')[0] ?? ''}: ${kind}`, () => {
    expect(of(script)).toEqual([{ kind, why: expect.stringContaining(why) as unknown }]);
  });

test('what a scenario could follow has no hindrance; other languages are read by people', () => {
  expect(of('sudo systemctl restart web\nf() { psql -c "select 1"; }\nf\ncurl -fsS http://localhost:3001/health')).toEqual([undefined]);
  expect(of('a: 1', 'yaml')).toEqual([{ kind: 'manual', why: 'a person reads it: yaml is not carried out' }]);
});

test('a function that another block of the runbook defines is there', () => {
  expect(of('show_state\nsudo systemctl restart web\n```\n\n```bash\nshow_state() { systemctl status web; }')).toEqual([
    undefined,
    undefined,
  ]);
});

test('files of the system under drill: there, not there, made by the block itself, or for nobody to know', () => {
  const withFiles = (script: string) => of(script, 'bash', { hasFile: path => path === './ops/restore.sh' });
  const own = (files: string) => [{ kind: 'impossible', why: `runs ${files}, the system's own: no stack here brings it` }];
  for (const [script, expected] of [
    ['./ops/restore.sh --all', [undefined]],
    ['./ops/backup.sh && php -d a.b=1 tools/migrate.php', own('./ops/backup.sh, tools/migrate.php')],
    ['sudo /opt/shop/bin/drain', own('/opt/shop/bin/drain')],
    ["cat > check.sh <<'EOF'\ntrue\nEOF\nbash check.sh", [undefined]],
    ['/etc/init.d/web restart; bash "$script"', [undefined]],
    ["php -r 'echo 1;'", [{ kind: 'impossible', why: 'the bastion has no php, unless a stack brings it' }]],
  ] as const)
    expect(withFiles(script), script).toEqual(expected);
  expect(of('./ops/backup.sh')).toEqual([undefined]);
});
