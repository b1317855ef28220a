import { join } from 'node:path';
import { nodeModules } from '../node-modules.ts';
import type { Runner } from './runner.ts';

/** Anything else: a command line in the copied build context, with Node and the package layer at hand. */
export const command: Runner = {
  claims: () => true,
  lacks: () => undefined,

  async prepare(service) {
    const line = service.run?.command ?? '';
    const cwd = service.workingDir ?? (service.build === undefined ? '/' : '/app');
    const modules = service.build === undefined ? undefined : await nodeModules(service.build.context);
    return {
      runs: /^node\s/.test(line) ? `Node ${process.versions.node}` : (line.split(' ')[0] ?? line),
      argv: ['bash', '-c', /[;&|<>$`]/.test(line) ? line : `exec ${line}`],
      environment: service.environment,
      cwd,
      user: service.user !== undefined && /^[a-z_][\w-]*$/.test(service.user) && service.user !== 'root' ? service.user : 'app',
      files: [],
      mounts: modules === undefined ? [] : [{ kind: 'inside', source: `/in/modules-${modules.key}`, target: join(cwd, 'node_modules') }],
      binds: modules === undefined ? {} : { [`modules-${modules.key}`]: modules.folder },
    };
  },
};
