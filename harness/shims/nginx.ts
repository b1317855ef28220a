import type { RunningService, RunningStack } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';
import { specOf } from './controls.ts';
import { parseFlags } from './flags.ts';
import type { ShimDefinition } from './shim.ts';

/** The real nginx of the stack's nginx service, called there: its configuration, its process. */
export const nginx: ShimDefinition = {
  kind: 'nginx',
  follows: 'the nginx of the service itself',
  about: "`-t`, `-T`, `-v`, `-V` and `-s reload`, `reopen`, `quit`, `stop`, carried out by the stack's nginx service's own program.",
  async run(call, stack) {
    const flags = parseFlags(call.argv, ['-t', '-T', '-q', '-v', '-V', '-h -?', '-s=', '-c=', '-p=', '-e=', '-g='], { of: 'nginx' });
    const service = nginxOf(stack);
    if (!['-t', '-T', '-v', '-V', '-h', '-s'].some(flag => flags.has(flag)))
      throw new Unsupported('nginx without -t or -s starts a server of its own; the stack starts its nginx by systemctl or docker');
    // A container that does not run takes no command; a server on the operator's own machine does.
    const { state } = await service.status({ health: false });
    if (state !== 'running' && stack.layout !== 'host')
      throw new Unsupported(`nginx ${call.argv.join(' ')}: service ${service.name} does not run, so that nothing can be asked there`);
    return call.pass(state === 'running' ? { service: service.name } : {}, ['/usr/sbin/nginx', ...call.argv], { cwd: '/', input: '' });
  },
};

/** @throws {Unsupported} where it cannot be told whose configuration is meant. */
function nginxOf(stack: RunningStack): RunningService {
  const found = [...stack.services.values()].filter(service => isNginx(service, stack));
  const [first, ...others] = found;
  if (first === undefined) throw new Unsupported('the stack has no nginx service');
  if (others.length > 0) throw new Unsupported(`which of the services ${found.map(({ name }) => name).join(', ')} is meant`);
  return first;
}

/** Whether a service runs nginx, told from its files. */
export function isNginx(service: RunningService, stack: RunningStack): boolean {
  const { run, image, command } = specOf(service, stack);
  return /(^|[\s/;&])nginx\b/.test(run?.command ?? command?.join(' ') ?? '') || /(^|\/)nginx(:|@|$)/.test(image ?? '');
}
