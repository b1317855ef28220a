import { Unsupported } from '../support/harness-error.ts';
import { parseFlags } from './flags.ts';
import type { ShimDefinition } from './shim.ts';
import { systemctl } from './systemctl.ts';

const actions = ['start', 'stop', 'restart', 'try-restart', 'reload', 'status'];

/** service(8), which hands over to systemctl where systemd runs. */
export const service: ShimDefinition = {
  kind: 'service',
  follows: 'service(8) of Debian 12',
  about: 'Services with `x-drillbook: { systemd: … }`, by init script names.',
  async run(call, stack) {
    const { rest } = parseFlags(call.argv, [], { of: 'service' });
    const [name, action, ...more] = rest;
    if (name === undefined || action === undefined) {
      await call.write('stderr', 'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n');
      return 1;
    }
    if (!actions.includes(action) || more.length > 0) throw new Unsupported(`action ${[action, ...more].join(' ')} of service`);
    return systemctl.run({ ...call, argv: [action, name], write: call.write.bind(call), pass: call.pass.bind(call) }, stack);
  },
};
