export interface InterpolationProblems {
  /** A variable without a value where the file demands one (`${X:?…}`). */
  missing(name: string, message: string): unknown;
  /** A variable without a value: Compose puts nothing in its place. */
  blank(name: string): unknown;
  /** A dollar sign with something behind it that is no variable. */
  malformed(part: string): unknown;
}

/** Compose's interpolation: `$X ${X} ${X:-default} ${X-default} ${X:?error} ${X?error} ${X:+other}`, `$$` for a dollar. */
export function interpolate(text: string, values: Readonly<Record<string, string>>, problems: InterpolationProblems): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar === -1) return result + text.slice(at);
    result += text.slice(at, dollar);
    if (text[dollar + 1] === '$') {
      result += '$';
      at = dollar + 2;
      continue;
    }
    const bare = /^[A-Za-z_]\w*/.exec(text.slice(dollar + 1))?.[0];
    const end = text[dollar + 1] === '{' ? closingBrace(text, dollar + 2) : -1;
    const braced = end === -1 ? null : /^([A-Za-z_]\w*)(?:(:?[-?+])(.*))?$/s.exec(text.slice(dollar + 2, end));
    if (bare === undefined && braced === null) {
      problems.malformed(text.slice(dollar, end === -1 ? dollar + 2 : end + 1));
      return result + text.slice(dollar);
    }
    result += valueOf(bare ?? braced?.[1] ?? '', braced?.[2] ?? '', braced?.[3] ?? '', values, problems);
    at = bare === undefined ? end + 1 : dollar + 1 + bare.length;
  }
  return result;
}

function valueOf(
  name: string,
  operator: string,
  word: string,
  values: Readonly<Record<string, string>>,
  problems: InterpolationProblems,
): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  // A colon makes an empty value count as none.
  const isSet = value !== undefined && (!operator.startsWith(':') || value !== '');
  switch (operator.at(-1)) {
    case '-':
      return isSet ? value : interpolate(word, values, problems);
    case '+':
      return isSet ? interpolate(word, values, problems) : '';
    case '?':
      if (!isSet) problems.missing(name, word);
      return value ?? '';
    default:
      if (!isSet) problems.blank(name);
      return value ?? '';
  }
}

/** Defaults may hold variables themselves. */
function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}
