import { dirname, join } from 'node:path';
import type { Engine } from '../../engines/engine.ts';
import type { Plan } from '../../planning/plan.ts';
import { shellWord } from '../../proposing/shell-word.ts';
import type { CommandIo } from '../command.ts';
import { proposeOverlay } from '../project/propose-overlay.ts';

/**
 * Whether the engine cannot run an ad-hoc drill's stack; says then what is missing, service by service, and the text of the file that
 * would add it. A file of scenarios is drilled all the same, and its report says so; here nobody has anything to lose yet.
 */
export function tellLacking({ stack, runbooks }: Plan, engine: Engine | undefined, io: CommandIo): boolean {
  const lacks = engine?.lacks(stack) ?? [];
  if (engine === undefined || lacks.length === 0) return false;
  const file = join(dirname(stack.files[0] ?? ''), 'compose.drill.yaml');
  const overlay = stack.files.includes(file) ? undefined : proposeOverlay(stack, { file, runbooks, sized: [] });
  io.stderr.write(
    [
      `drillbook: nothing was drilled: the engine ${engine.kind} cannot run this stack`,
      ...lacks.map(lack => `  ${lack}`),
      ...(overlay === undefined
        ? ['  Say in x-drillbook how each runs, such as { run: node server.js }, or drill with --engine containers where Docker answers.']
        : [
            `  Put this into ${file} and add --stack ${shellWord(file)}, or drill with --engine containers where Docker answers:`,
            '',
            ...overlay
              .trimEnd()
              .split('\n')
              .map(line => `    ${line}`),
          ]),
      '',
    ].join('\n'),
  );
  return true;
}
