import { nearest } from '../../support/nearest.ts';

const most = 12;

/** `expected one of \`id\`, \`state\`; nearest: \`id\`` */
export function expectedOne(name: string, known: readonly string[]): string {
  const quoted = known.slice(0, most).map(one => `\`${one}\``);
  const more = known.length - quoted.length;
  const near =
    nearest(name, known) ?? known.find(one => name.endsWith(`_${one}`) || name.startsWith(`${one}_`) || one.endsWith(`_${name}`));
  return `expected one of ${quoted.join(', ')}${more > 0 ? ` and ${more} more` : ''}${near === undefined ? '' : `; nearest: \`${near}\``}`;
}
