import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultNames } from './fault-names.ts';
import type { NewFile } from './new-file.ts';
import { withPlugin } from './plugin-line.ts';

const config = 'drillbook.yaml';

/** A fault of a team's own: the plugin, and its line in drillbook.yaml; undefined where that cannot be written safely. */
export function pluginFault(names: FaultNames, folder: string): readonly NewFile[] | undefined {
  const plugin = `drills/${names.family}-${names.name}.mjs`;
  const before = existsSync(join(folder, config)) ? readFileSync(join(folder, config), 'utf8') : '';
  const text = withPlugin(before, `./${plugin}`);
  return text === undefined
    ? undefined
    : [
        { file: plugin, text: pluginOf(names) },
        { file: config, text, isRegistry: true },
      ];
}

function pluginOf({ kind, constant }: FaultNames): string {
  return `/**
 * What happens, as it happens in real life.
 *
 * @type {import('drillbook').FaultPlugin}
 */
const ${constant} = {
  kind: '${kind}',
  about: 'One sentence: what is broken.',
  settings: z => z.strictObject({ service: z.string() }),
  needs: ['files'],
  // held: until somebody ends its cause; damage: until somebody mends it; external: a procedure can only work around it.
  persistence: 'damage',
  summarize: ({ service }) => \`what was done to \${service}\`,
  target: ({ service }) => service,
  inject: ({ service }, { stack }) => stack.services.get(service).can.files.write('/tmp/lock', ''),
  // Of the effect itself, and of nothing else; asked before the harm as well, where it must not hold.
  async proveEffect({ service }, { stack }) {
    const held = await stack.services.get(service).can.files.exists('/tmp/lock');
    return { held, proof: held ? '/tmp/lock is there' : '/tmp/lock is not there' };
  },
  // Also when it has gone already, and when \`inject\` did not come to its end.
  undo: ({ service }, { stack }) => stack.services.get(service).can.files.remove('/tmp/lock'),
};
export default ${constant};
`;
}
