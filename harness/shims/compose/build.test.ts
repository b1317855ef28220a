import { expect, test } from '@playwright/test';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cache, stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Stack } from '../../model/stack.ts';
import { withTools } from '../testing/with-tools.ts';

/** A stack whose Compose file and build context the operator has at /opt/chat. */
function project(): Stack {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-stack-'));
  mkdirSync(join(folder, 'app', 'lib'), { recursive: true });
  writeFileSync(join(folder, 'compose.yaml'), 'services: {}\n');
  writeFileSync(join(folder, 'app', 'Dockerfile'), 'FROM scratch\n');
  writeFileSync(join(folder, 'app', 'lib', 'index.js'), '1\n');
  const build = { context: join(folder, 'app'), args: {} };
  const stack = stackOf(
    { web: { ...webService('hello', 8080), build }, cache, queue: { ...cache, image: 'redis:7.0.15' } },
    {
      folder,
      files: [join(folder, 'compose.yaml')],
      bastion: { workdir: '/opt/chat', copy: { '.': '/opt/chat' }, path: [], packages: [], hosts: {}, environment: {} },
    },
  );
  return {
    ...stack,
    services: stack.services.map(({ image, ...service }) => ('build' in service || image === undefined ? service : { ...service, image })),
  };
}

const built = ' Service web  Building\n Service web  Built\n';

for (const { line, stderr, unsupported } of [
  { line: 'docker-compose build', stderr: built },
  { line: 'docker compose build web', stderr: built },
  { line: 'docker compose build --no-cache cache', stderr: 'msg="No services to build"\n' },
  { line: 'docker compose up -d --build', stderr: `${built} Container test-` },
  { line: 'docker compose pull web queue', stderr: ' web Skipped - No image to be pulled \n queue Pulling \n queue Pulled \n' },
  { line: 'docker-compose pull -q queue', stderr: '' },
  { line: 'docker-compose pull', unsupported: 'pull of service cache: what redis:7 is now cannot be told' },
  { line: 'docker compose build --no-cache', unsupported: 'build --no-cache: it makes images anew' },
  { line: 'docker compose build --pull web', unsupported: 'build --pull: it makes images anew' },
  { line: 'docker compose build --build-arg A=b', unsupported: 'flag --build-arg' },
  { line: 'echo 2 >app/lib/index.js; docker compose build', unsupported: 'build after a change of /opt/chat/app' },
  { line: 'rm app/lib/index.js; docker compose up -d --build', unsupported: 'build after a change of /opt/chat/app' },
  { line: 'echo 2 >app/more.js; docker compose build web', unsupported: 'build after a change of /opt/chat/app' },
  { line: 'echo "# x" >>compose.yaml; docker compose build web', unsupported: 'build after a change of /opt/chat/compose.yaml' },
  { line: 'echo "# x" >>compose.yaml; docker compose pull', unsupported: 'pull after a change of /opt/chat/compose.yaml' },
] as const satisfies readonly { line: string; stderr?: string; unsupported?: string }[])
  test(`${line}: ${unsupported === undefined ? 'changes nothing' : 'is unsupported'}`, async () => {
    await withTools(project(), async ({ run, unsupported: told }) => {
      const result = await run(`cd /opt/chat; ${line}`);
      expect(result).toMatchObject({ status: unsupported === undefined ? 0 : 1, stdout: '' });
      if (stderr !== undefined) expect(result.stderr).toContain(stderr);
      expect(told).toEqual(unsupported === undefined ? [] : [expect.stringContaining(unsupported)]);
    });
  });
