import type { RunningStack, StandInCall } from '../engines/engine.ts';
import { bastionPackages } from '../engines/package-list.ts';
import { Unsupported } from '../support/harness-error.ts';
import { parseFlags } from './flags.ts';
import type { ShimDefinition } from './shim.ts';

/** What apt needs, and a bastion lacks: a mirror of Debian, and root. So only what needs neither is done; all else is unsupported. */
function aptOf(kind: 'apt' | 'apt-get'): ShimDefinition {
  return {
    kind,
    follows: 'apt 2.6 of Debian 12',
    about: 'On the bastion: `install` of packages that it already has, and `clean`. It reaches no mirror.',
    async run(call, stack) {
      const flags = parseFlags(call.argv, known, { of: kind });
      const [verb, ...names] = flags.rest;
      if (flags.has('--version')) {
        await call.write('stdout', 'apt 2.6.1 (drillbook stand-in)\n');
        return 0;
      }
      if (verb === 'install') return install(names, call, stack);
      if ((verb === 'clean' || verb === 'autoclean') && names.length === 0) return clean(call);
      throw new Unsupported(`${[kind, ...call.argv].join(' ')}: the bastion reaches no mirror; packages come from \`bastion.packages\``);
    },
  };
}

export const apt = aptOf('apt');
export const aptGet = aptOf('apt-get');

const known = ['-y --yes --assume-yes', '-q --quiet', '--no-install-recommends', '-o --option=', '-v --version', '-f --fix-broken'];

async function install(names: readonly string[], call: StandInCall, stack: RunningStack): Promise<number> {
  const has = new Set([...bastionPackages, ...stack.spec.bastion.packages]);
  const missing = names.filter(name => !has.has(name));
  if (missing.length > 0) throw new Unsupported(`install of ${missing.join(', ')}: name it under \`bastion.packages\` of the stack`);
  const found = names.map(name => `${name} is already the newest version.\n`).join('');
  await call.write(
    'stdout',
    `Reading package lists...\nBuilding dependency tree...\nReading state information...\n${found}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`,
  );
  return 0;
}

/** Both verbs: without lists of a mirror, no archive is one that can still be downloaded. */
async function clean(call: StandInCall): Promise<number> {
  const script = 'find /var/cache/apt/archives -maxdepth 2 -name "*.deb" -type f -delete 2>/dev/null || [ ! -d /var/cache/apt/archives ]';
  if ((await call.pass({}, ['sh', '-c', script])) === 0) return 0;
  await call.write('stderr', 'E: Could not open lock file /var/cache/apt/archives/lock - open (13: Permission denied)\n');
  return 100;
}
