import { z } from 'zod';
import type { Location } from '../../model/location.ts';
import type { About } from '../../model/scenario.ts';
import { readYaml } from '../yaml/read-yaml.ts';

const words = z.string().trim().min(1, 'expected some words');

/** Why a scenario is drilled, as its file has it. */
export const aboutSchema = z.strictObject({
  objective: words.optional().describe('What the drill is to show, with what counts as success'),
  risk: words.optional().describe('The risk or threat that it answers, such as an entry of a risk register'),
  assumptions: z.array(words).optional().describe('What is taken for granted and not tried'),
  controls: z
    .array(words)
    .optional()
    .describe('Ids of controls that its evidence is for, such as SOC2-A1.3; controls.yaml tells what they are'),
});

/** The same as the program has it: a control that is named twice counts once. */
export function aboutOf({ objective, risk, assumptions, controls }: z.output<typeof aboutSchema>): About {
  return {
    ...(objective === undefined ? {} : { objective }),
    ...(risk === undefined ? {} : { risk }),
    assumptions: assumptions ?? [],
    controls: [...new Set(controls)],
  };
}

/** Where a scenario's file names a control; its beginning when it does not. */
export function controlPlaces(file: string, text: string): (control: string) => Location {
  const { document } = readYaml(file, text);
  const about = (document?.value as { readonly about?: { readonly controls?: unknown } } | null | undefined)?.about;
  const controls: readonly unknown[] = Array.isArray(about?.controls) ? about.controls : [];
  return control => {
    const index = controls.findIndex(one => typeof one === 'string' && one.trim() === control);
    return index === -1 || document === undefined ? { file, line: 1, column: 1 } : document.at(['about', 'controls', index]);
  };
}
