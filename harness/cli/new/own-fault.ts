import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultNames } from './fault-names.ts';
import type { NewFile } from './new-file.ts';

const [definitions, specimens] = ['harness/faults/definitions.ts', 'harness/faults/testing/specimens.ts'];

/** Whether a folder is drillbook's own source. */
export function isOwnSource(folder: string): boolean {
  return [definitions, specimens].every(file => existsSync(join(folder, file)));
}

/** A fault of the library: its file, its specimen, and one line for each in the registries. */
export function ownFault(names: FaultNames, folder: string): readonly NewFile[] {
  const { family, name, constant } = names;
  const below = `harness/faults/${family}/${name}`;
  const withLine = (file: string, line: string): NewFile => ({
    file,
    text: addLine(readFileSync(join(folder, file), 'utf8'), line),
    isRegistry: true,
  });
  return [
    { file: `${below}.ts`, text: definitionOf(names) },
    { file: `${below}.specimen.ts`, text: specimenOf(names) },
    withLine(definitions, `export { ${constant} } from './${family}/${name}.ts';`),
    withLine(specimens, `export { ${constant} } from '../${family}/${name}.specimen.ts';`),
  ];
}

/** Lines are sorted by the file that they name. */
function addLine(text: string, line: string): string {
  const from = (one: string): string => /from '(.*)'/.exec(one)?.[1] ?? '';
  const lines = text.trimEnd().split('\n');
  const at = lines.findIndex(one => from(one) > from(line));
  return `${lines.toSpliced(at === -1 ? lines.length : at, 0, line).join('\n')}\n`;
}

function definitionOf({ kind, constant }: FaultNames): string {
  return `import { z } from 'zod';
import { unknownService } from '../../operations/known-service.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove } from '../proof.ts';

/**
 * What happens, as it happens in real life.
 *
 * @example
 * faults:
 *   - ${kind}: { service: web }
 */
export const ${constant} = defineFault<{ service: string }>({
  kind: '${kind}',
  about: 'One sentence: what is broken.',
  symptom: 'What users and operators see, and which liveness checks stay green.',
  example: { service: 'web' },
  settings: z.strictObject({
    service: z.string().describe('The service'),
  }),
  needs: ['files'],
  persistence: 'damage',
  summarize: ({ service }) => \`what was done to \${service}\`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name }, { stack, signal, pick }) {
    const service = serviceOf(stack, name);
    const files = needed(service, 'files');
    const file = \`/tmp/\${pick(['lock', 'state', 'cache'])}\`;
    try {
      await files.write(file, '');
    } catch (thrown) {
      throw notInjected(\`\${file} of \${name} could not be written\`, thrown, 'Look whether the service can write there.');
    }
    return {
      // Of the effect itself, specific; false as soon as it is gone, by whomever.
      proveEffect: () =>
        prove(\`\${file} of \${name}\`, signal, async () => {
          const held = await files.exists(file);
          return { held, proof: \`\${file} \${held ? 'is there' : 'is not there'}\` };
        }),
      undo: () => files.remove(file),
    };
  },
});
`;
}

function specimenOf({ kind, constant }: FaultNames): string {
  return `import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Specimen } from '../testing/specimen.ts';

export const ${constant}: Specimen = {
  kind: '${kind}',
  settings: { service: 'web' },
  stack: () => stackOf({ web: webService('hello', 8080) }),
  // What a user does, not whether something runs.
  works: async ({ run }) => (await run('curl -sf -m 1 http://web:8080/')).stdout === 'hello',
  // As an operator would, who knows nothing of the harness.
  mend: async ({ stack }) => await stack.services.get('web')?.can.process?.start(),
  blunt: [],
};
`;
}
