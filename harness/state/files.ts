import { messageOf } from '../support/harness-error.ts';
import type { Aspect } from './aspect.ts';
import { isDatabaseServer } from './database-servers.ts';

/** More files than this on one volume are not compared. */
const most = 20_000;

/**
 * Files of the services' volumes and of the operator's folder: size, rights and time of the last change. Not those of database servers, which
 * are theirs to change: their data has aspects of its own.
 */
export const files: Aspect = {
  name: 'files',
  async look(stack, { things, unseen }, { timeoutMs, signal }) {
    const places = stack.spec.services
      .filter(service => !isDatabaseServer(service))
      .flatMap(({ name, mounts }) =>
        mounts.flatMap(mount => (mount.kind === 'tmpfs' || mount.readOnly ? [] : [{ service: name, folder: mount.target }])),
      );
    const all = [...places, { service: undefined, folder: stack.spec.bastion.workdir }];
    for (const { service, folder } of all) {
      const where = service ?? 'bastion';
      const running = service === undefined ? stack.bastion : stack.services.get(service);
      if (running === undefined) continue;
      try {
        const { status, stdout, stderr } = await running.exec(
          ['sh', '-c', `find "$1" -xdev -type f -exec stat -c '%n\t%s bytes, %a, %Y' {} + | head -n ${most + 1}`, 'sh', folder],
          { timeoutMs, signal },
        );
        const lines = stdout.split('\n').filter(line => line !== '');
        if (lines.length > most) unseen.set(`${where}: ${folder}`, `it has more than ${most} files`);
        else if (status !== 0 && lines.length === 0) unseen.set(`${where}: ${folder}`, stderr.trim().split('\n')[0] ?? `status ${status}`);
        else
          for (const line of lines) {
            const [path = '', about = ''] = line.split('\t');
            things.set(`${where}: ${path}`, about);
          }
      } catch (thrown) {
        unseen.set(`${where}: ${folder}`, messageOf(thrown));
      }
    }
  },
};
