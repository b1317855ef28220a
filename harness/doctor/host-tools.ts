import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Check } from './check.ts';

/** What the embedded engine calls on the host itself; every Debian has them. */
const needed: Readonly<Record<string, string>> = {
  'apt-get': 'apt',
  cp: 'coreutils',
  'dpkg-deb': 'dpkg',
  mount: 'mount',
  pivot_root: 'util-linux',
  setpriv: 'util-linux',
  sh: 'dash',
  tar: 'tar',
  unshare: 'util-linux',
};

export const hostTools: Check = {
  kind: 'host-tools',
  title: 'tools of the system',
  engine: 'processes',
  async look() {
    const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
    const missing: string[] = [];
    for (const tool of Object.keys(needed)) {
      const there = await Promise.all(
        folders.map(folder =>
          access(join(folder, tool), constants.X_OK).then(
            () => true,
            () => false,
          ),
        ),
      );
      if (!there.includes(true)) missing.push(tool);
    }
    if (missing.length === 0) return { state: 'ok', found: Object.keys(needed).join(' ') };
    return {
      state: 'missing',
      found: `no ${missing.join(', ')}`,
      todo: `Install the packages ${[...new Set(missing.map(tool => needed[tool]))].join(', ')}; the embedded engine needs a Debian-like Linux.`,
    };
  },
};
