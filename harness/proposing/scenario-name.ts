/** A file's name made of words of a runbook, whatever they hold; never empty, never hidden, and each time another one. */
export function scenarioNames(): (...words: readonly string[]) => string {
  const taken = new Set<string>();
  return (...words) => {
    const base =
      words
        .map(plainName)
        .filter((word, index, all) => word !== '' && all.indexOf(word) === index)
        .join('-')
        .slice(0, 60)
        .replace(/-+$/, '') || 'scenario';
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base}-${count}`;
    taken.add(name);
    return name;
  };
}

/** Small letters, digits and dashes of a text; may be empty. */
export function plainName(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}
