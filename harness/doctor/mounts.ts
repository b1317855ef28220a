import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt, mayMount } from './attempt.ts';
import type { Check } from './check.ts';

export const mounts: Check = {
  kind: 'mounts',
  title: 'mounts of its own',
  engine: 'processes',
  async look() {
    const place = await mkdtemp(join(tmpdir(), 'drillbook-doctor-'));
    try {
      const script =
        'mount -t tmpfs -o size=1m drillbook "$1" && mkdir "$1/usr" && mount --bind /usr "$1/usr" && mount -o remount,bind,ro,nosuid,nodev "$1/usr"';
      const tried = await attempt('unshare', [...mayMount(), '--propagation', 'private', 'sh', '-c', script, 'sh', place]);
      if (tried.ok) return { state: 'ok', found: 'tmpfs with a size, read-only binds' };
      return {
        state: 'missing',
        found: `denied: ${tried.said}`,
        todo: 'In a container, start it with `--security-opt apparmor=unconfined` (and `--cap-add SYS_ADMIN` when it runs as root).',
      };
    } finally {
      await rmdir(place).catch(() => {});
    }
  },
};
