import { z } from 'zod';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import { nearest } from '../../support/nearest.ts';

/** What is wrong with the name under which a definition is called. */
export function badKind(kind: unknown, pattern: RegExp, reserved: readonly string[]): readonly string[] {
  if (typeof kind !== 'string' || !pattern.test(kind) || kind.length > 60)
    return [`unexpected \`kind\` ${JSON.stringify(kind) ?? 'of none'}, expected a name such as mail.refused`];
  // `constructor` and its like are in every object, and so in every scenario.
  return reserved.includes(kind) || kind in {}
    ? [`unexpected \`kind\` "${kind}", expected another name: this one means something else`]
    : [];
}

/** What is wrong with the other members; one that nobody knows is a mistyped one. */
export function badMembers(
  definition: object,
  known: readonly string[],
  {
    text,
    functions,
    optional,
  }: { readonly text: readonly string[]; readonly functions: readonly string[]; readonly optional: readonly string[] },
): readonly string[] {
  const members = definition as Readonly<Record<string, unknown>>;
  const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
  return [
    ...text.filter(name => !isText(members[name])).map(name => `unexpected \`${name}\`, expected some words`),
    ...functions.filter(name => typeof members[name] !== 'function').map(name => `unexpected absence of \`${name}\`, expected a function`),
    ...optional
      .filter(name => members[name] !== undefined && typeof members[name] !== 'function')
      .map(name => `unexpected \`${name}\`, expected a function`),
    ...Object.keys(members)
      .filter(name => !known.includes(name))
      .map(
        name =>
          `unexpected \`${name}\`, expected ${nearest(name, known) === undefined ? `one of ${known.join(', ')}` : `\`${nearest(name, known)}\``}`,
      ),
  ];
}

/** A definition's settings as a schema. */
export function settingsOf(settings: unknown): { readonly schema: z.ZodType } | { readonly wrong: string } {
  let schema: unknown = settings;
  try {
    if (typeof settings === 'function') schema = (settings as (zod: typeof z) => unknown)(z);
  } catch (thrown) {
    return { wrong: `unexpected failure of \`settings\`: ${messageOf(thrown)}` };
  }
  return typeof schema === 'object' && schema !== null && '_zod' in schema
    ? { schema: schema as z.ZodType }
    : { wrong: 'unexpected `settings`, expected a schema of zod 4, or a function that makes one: z => z.strictObject({ … })' };
}

/** Runs a plugin's own code where nothing may be thrown but what says whose it is. */
export function inPlugin<T>(file: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw new HarnessError('plugin', `${file}: ${what}: ${messageOf(thrown)}`, 'Mend the plugin.', { cause: thrown });
  }
}
