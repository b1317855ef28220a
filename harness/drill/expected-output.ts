/**
 * Compares what a step printed with its `output` fence: lines are equal but for blanks at their end, `...` stands for any
 * number of lines, a line that ends in ` (regex)` or ` (glob)` is a pattern for one line. Undefined when it agrees.
 */
export function outputMismatch(expected: readonly string[], output: string): string | undefined {
  const lines = trimmed(output.split('\n'));
  const wanted = trimmed([...expected]);
  // reach[i] tells whether the wanted lines up to i can match the printed lines so far.
  let reach = step0(wanted);
  let farthest = reach.lastIndexOf(true);
  for (const [index, line] of lines.entries()) {
    const next = Array.from({ length: wanted.length + 1 }, () => false);
    for (const [i, want] of wanted.entries()) {
      if (isDots(want)) next[i + 1] = (reach[i + 1] ?? false) || (reach[i] ?? false) || (next[i] ?? false);
      else if (reach[i] === true && matches(want, line)) next[i + 1] = true;
    }
    reach = next;
    if (!reach.includes(true))
      return `unexpected line ${index + 1} of the output, ${JSON.stringify(line)}, expected ${describe(wanted[farthest])}`;
    farthest = reach.lastIndexOf(true);
  }
  return reach[wanted.length] === true
    ? undefined
    : `unexpected end of the output after ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}, expected ${describe(wanted[farthest])}`;
}

/** What can match before any line was printed: nothing, and `...` at the beginning. */
function step0(wanted: readonly string[]): boolean[] {
  const reach = [true];
  for (const want of wanted) reach.push(reach.at(-1) === true && isDots(want));
  return reach;
}

function isDots(want: string): boolean {
  return want.trim() === '...';
}

function matches(want: string, line: string): boolean {
  const pattern = / \((regex|glob)\)$/.exec(want);
  if (pattern === null) return want.trimEnd() === line.trimEnd();
  const text = want.slice(0, pattern.index);
  try {
    const source =
      pattern[1] === 'regex'
        ? text
        : text
            .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
            .replaceAll('*', '.*')
            .replaceAll('?', '.');
    return new RegExp(`^(?:${source})$`).test(line.trimEnd());
  } catch {
    return false;
  }
}

function describe(want: string | undefined): string {
  return want === undefined ? 'nothing more' : JSON.stringify(want);
}

function trimmed(lines: string[]): readonly string[] {
  while (lines.at(-1)?.trim() === '') lines.pop();
  return lines;
}
