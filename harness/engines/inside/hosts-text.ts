/** What becomes of names: not found, or they lead to where nobody is. */
export type NameAnswers = Readonly<Record<string, 'none' | 'nobody'>>;

/** Last octet that no service and no bastion has, on any network of a stack. */
const nobodysHost = 254;
/** Set aside for documentation (RFC 5737); no network of a stack leads there. */
const nowhere = '192.0.2.254';

/** An address of the same network where nobody is; of none where there is no network. */
export function nobodyNear(address: string | undefined): string {
  return address === undefined ? nowhere : address.replace(/\d+$/, String(nobodysHost));
}

const own = /^(127\.|::1$|fe00:|ff0\d:)/;

/** A hosts file with other answers. Where nothing at all can be looked up, only what a machine knows of itself stays. */
export function hostsWith(
  text: string,
  answers: NameAnswers,
  { nobody, nothingIsFound, self }: { readonly nobody: string; readonly nothingIsFound: boolean; readonly self: string },
): string {
  const harmed = new Map(Object.entries(answers).map(([name, answer]) => [name.toLowerCase(), answer]));
  const lines = text.split('\n').flatMap(line => {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    if (address === '' || own.test(address)) return [line];
    if (nothingIsFound) return names.includes(self) ? [line] : [];
    const kept = names.filter(name => !harmed.has(name.toLowerCase()));
    return kept.length === names.length ? [line] : kept.length === 0 ? [] : [`${address} ${kept.join(' ')}`];
  });
  while (lines.at(-1) === '') lines.pop();
  if (!nothingIsFound) for (const [name, answer] of harmed) if (answer === 'nobody') lines.push(`${nobody} ${name}`);
  return `${lines.join('\n')}\n`;
}
