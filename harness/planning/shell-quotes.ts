/** How the shell takes a character: as a word's, inside quotes, or as it stands (a here-document whose end is quoted). */
export type Quoting = 'none' | 'double' | 'single' | 'literal';

/** Tells for every character of a script how it is quoted. Knows quotes, escapes, comments, `$( )` and here-documents. */
export function quotingOf(script: string): (offset: number) => Quoting {
  const states: Quoting[] = [];
  const open: ('double' | 'paren')[] = [];
  const pending: { readonly end: string; readonly literal: boolean }[] = [];
  let at = 0;
  const take = (length: number, state: Quoting): void => {
    for (let count = 0; count < length && at < script.length; count++) states[at++] = state;
  };
  while (at < script.length) {
    const rest = script.slice(at);
    const inDouble = open.at(-1) === 'double';
    const state: Quoting = inDouble ? 'double' : 'none';
    const hereDocument = inDouble ? null : /^<<-?[ \t]*(['"\\]?)(\w+)['"]?/.exec(rest);
    if (rest.startsWith('\\')) take(2, state);
    else if (rest.startsWith('$(')) {
      take(2, state);
      open.push('paren');
    } else if (rest.startsWith('"')) {
      take(1, state);
      if (inDouble) open.pop();
      else open.push('double');
    } else if (inDouble) take(1, state);
    else if (rest.startsWith(')') && open.at(-1) === 'paren') {
      take(1, state);
      open.pop();
    } else if (rest.startsWith("'")) {
      const end = rest.indexOf("'", 1);
      take(end === -1 ? rest.length : end + 1, 'single');
    } else if (rest.startsWith('<<<')) take(3, state);
    else if (hereDocument !== null) {
      pending.push({ end: hereDocument[2] ?? '', literal: hereDocument[1] !== '' });
      take(hereDocument[0].length, state);
    } else if (rest.startsWith('#') && /(^|[\s;&|(])$/.test(script.slice(Math.max(0, at - 1), at)))
      take(/^[^\n]*/.exec(rest)?.[0].length ?? 1, state);
    else {
      const endsLine = rest.startsWith('\n');
      take(1, state);
      for (let body = endsLine ? pending.shift() : undefined; body !== undefined; body = pending.shift())
        take(bodyLength(script.slice(at), body.end), body.literal ? 'literal' : 'double');
    }
  }
  return offset => states[offset] ?? 'none';
}

/** A here-document with the line that ends it. */
function bodyLength(text: string, end: string): number {
  let length = 0;
  for (const line of text.split('\n')) {
    length += line.length + 1;
    if (line.replace(/^\t+/, '') === end) break;
  }
  return length;
}
