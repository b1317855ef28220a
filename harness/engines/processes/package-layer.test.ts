import { expect, test } from '@playwright/test';
import { stackOf, webService } from '../testing/stack-of.ts';
import { shellOn, withStack } from '../testing/with-stack.ts';

test('the operator and the services have the packages that a stack asks for beside the usual ones', async () => {
  const { bastion, ...stack } = stackOf({ web: webService('hello', 8080) });
  await withStack('processes', { ...stack, bastion: { ...bastion, packages: ['bc'] } }, async running => {
    const run = await shellOn(running);
    expect((await run('echo 6*7 | bc; redis-cli --version')).stdout).toMatch(/^42\nredis-cli 7/);
    expect((await running.services.get('web')!.exec(['sh', '-c', 'echo 6*7 | bc'])).stdout).toBe('42\n');
  });
});
