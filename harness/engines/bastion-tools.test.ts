import { expect, test } from '@playwright/test';
import { bastionTools } from './bastion-tools.ts';
import { enginesUnderTest } from './testing/engines-under-test.ts';
import { stackOf } from './testing/stack-of.ts';
import { withStack } from './testing/with-stack.ts';

for (const engine of enginesUnderTest)
  test(`${engine}: the bastion has every command that surveys count on`, async () => {
    await withStack(engine, stackOf({ idle: { run: 'sleep infinity' } }), async running => {
      const { stdout } = await running.bastion.exec([
        'bash',
        '-c',
        'for tool; do type -P -- "$tool" >/dev/null || echo "$tool"; done',
        'bash',
        ...bastionTools,
      ]);
      expect(stdout).toBe('');
      // The other way round: what surveys would call missing.
      const usual = ['psql', 'pg_dump', 'pg_restore', 'redis-cli', 'curl', 'jq', 'sqlite3', 'openssl', 'tar', 'git', 'ps', 'ss', 'node'];
      expect(usual.filter(tool => !bastionTools.has(tool))).toEqual([]);
    });
  });
