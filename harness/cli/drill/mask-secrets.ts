import { maskCommands } from '../../evidence/mask-commands.ts';
import { aboutTooShort } from '../../evidence/registered-secrets.ts';
import type { Plan } from '../../planning/plan.ts';
import type { CommandIo } from '../command.ts';
import { unguarded } from '../guarded-output.ts';

/** Tells a GitHub job's log what it must not show, and people what cannot be hidden, before anything runs. */
export function maskSecrets(plans: readonly Plan[], io: CommandIo, output: 'json' | 'events' | 'text'): void {
  const secrets = [...new Set(plans.flatMap(plan => plan.secrets))];
  const warning = aboutTooShort(secrets);
  if (warning !== undefined) io.stderr.write(`drillbook: ${warning}\n`);
  if (io.env['GITHUB_ACTIONS'] !== 'true' || secrets.length === 0) return;
  unguarded(output === 'text' ? io.stdout : io.stderr).write(
    maskCommands(secrets)
      .map(line => `${line}\n`)
      .join(''),
  );
}
