import { expect, test } from '@playwright/test';
import { readRunbook } from '../reading/read-runbook.ts';
import type { Survey } from './survey.ts';
import { surveyRunbook } from './survey-runbook.ts';

const known = {
  tools: new Set(['psql', 'redis-cli', 'curl', 'ls', 'mount']),
  shims: new Set(['systemctl', 'docker', 'sudo', 'pm2', 'docker-compose', 'journalctl', 'service']),
  needRoot: new Set(['mount', 'apt']),
  stubs: new Set(['kubectl', 'certbot', 'aws']),
};
const survey = (text: string): Survey => surveyRunbook(readRunbook('x.md', text), known);
const fenced = (script: string): string => `\n\`\`\`bash\n${script}\n\`\`\`\n`;

test('tells commands with a real tool from shims, stubs, own files and those with nothing', () => {
  const { commands } = survey(
    `## Fix\n${fenced(
      'tidy() { redis-cli ping; }\ntidy\nsudo systemctl restart web\nkubectl get pods\n./ops/clean.sh\nmysql -e x\nsudo mount /data\n[ -f x ] && cd /tmp\n$TOOL x\n<TOOL> y\nssh db "pg_ctl stop"\ndocker exec db mongosh',
    )}\nRun \`sudo apt upgrade\`.\n`,
  );
  expect(commands).toEqual({
    tool: ['redis-cli'],
    shim: ['docker', 'sudo', 'systemctl'],
    stub: ['kubectl'],
    file: ['./ops/clean.sh'],
    nothing: ['apt', 'mount', 'mysql', 'ssh'],
  });
});

test('names the services, units and hosts that a stack must have', () => {
  expect(
    survey(
      `## Fix\n${fenced(
        'sudo systemctl restart web.service worker\njournalctl -u queue -f\ndocker restart cache\ndocker compose -f a.yaml restart api\npm2 reload mailer\npsql -h db-1 -c x\nsystemctl daemon-reload\nsystemctl restart <UNIT>\npm2 restart all\nredis-cli -h 10.0.0.1 ping\nredis-cli -h $HOST ping',
      )}`,
    ).services,
  ).toEqual(['api', 'cache', 'db-1', 'mailer', 'queue', 'web', 'worker']);
});

test('puts a runbook first that can be drilled as it is, and says what stands in the way of others', () => {
  const easy = survey(`## Fix\n${fenced('systemctl restart web')}\n## Verify\n${fenced('curl -sf localhost')}`);
  expect(easy).toMatchObject({ score: 100, reasons: [], steps: 2, acting: 1, verifying: 1, procedures: ['fix'] });
  const hard = survey(
    `## Fix\n${fenced('kubectl delete pod <POD>\nmysql -e x')}\n- [ ] call the vendor\n\nIf it stays, fail over:\n${fenced('./failover.sh')}\nRun \`systemctl restart web\`.\n\n\`\`\`bash nmae=x\nls\n\`\`\`\n`,
  );
  expect(hard.score).toBeLessThan(60);
  expect(hard.reasons).toEqual([
    '1 error in the file',
    'acts through kubectl, which only a stub stands for',
    'the bastion has no mysql',
    '1 manual step to answer for',
    'needs ./failover.sh copied in',
    '1 placeholder to bind',
    '1 inline command to run or to skip',
    'nothing verifies',
    '1 branch to take or not',
  ]);
});

test('counts a page that does nothing for nothing, and finds the section to begin with in a long one', () => {
  expect(survey('# Who to call\n')).toMatchObject({ score: 0, reasons: ['no block is a step'], blocks: 0 });
  expect(survey(`## Check\n${fenced('ls')}`)).toMatchObject({ score: 0, reasons: ['nothing acts: it only looks'] });
  expect(
    survey(`## Restore\n${fenced('mysql x')}\n## Restart\n${fenced('systemctl restart web')}\n## Replace\n${fenced('aws x')}`).easiest,
  ).toEqual({ id: 'restart', line: 7, score: 97 });
});
