/** A pure function of a text that remembers its last answers: several questions are asked of one text, one after the other. */
export function remembered<T>(most: number, make: (text: string) => T): (text: string) => T {
  const known = new Map<string, { readonly answer: T }>();
  return text => {
    const found = known.get(text);
    if (found !== undefined) return found.answer;
    const answer = make(text);
    if (known.size >= most) known.clear();
    known.set(text, { answer });
    return answer;
  };
}
