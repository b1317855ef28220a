import { Unsupported } from '../support/harness-error.ts';
import type { ShimDefinition } from './shim.ts';
import { systemctl } from './systemctl.ts';
import { unitOf } from './systemd-unit.ts';

/** `service NAME ACTION`, which on systemd machines hands on to systemctl. */
export const service: ShimDefinition = {
  kind: 'service',
  follows: 'service of init-system-helpers 1.65',
  async run(call, stack) {
    const [name = '', action = ''] = call.argv;
    if (!['start', 'stop', 'restart', 'status', 'reload', 'force-reload', 'try-restart'].includes(action)) throw new Unsupported(`the stand-in of service does not know "${action}"`);
    if (unitOf(stack, name) === undefined) {
      await call.write('stderr', `${name}: unrecognized service\n`);
      return 1;
    }
    return systemctl.run({ ...call, argv: [action, name], write: (stream, text) => call.write(stream, text), pass: (...args) => call.pass(...args) }, stack);
  },
};
