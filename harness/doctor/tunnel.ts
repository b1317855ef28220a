import { open } from 'node:fs/promises';
import type { Check } from './check.ts';

export const tunnel: Check = {
  kind: 'tunnel',
  title: 'broken networks',
  engine: 'processes',
  async look() {
    try {
      await (await open('/dev/net/tun', 'r+')).close();
      return { state: 'ok', found: '/dev/net/tun' };
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
      const remedy =
        code === 'EACCES'
          ? 'run `chmod 666 /dev/net/tun` as root.'
          : 'run `modprobe tun` as root; in a container, start it with `--device /dev/net/tun`.';
      return {
        state: 'absent',
        found: `/dev/net/tun: ${code}`,
        todo: `Only the faults network.cut, .latency, .loss and .slow-drip need it: ${remedy}`,
      };
    }
  },
};
