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

/** The same of an object, such as a document's text: the answer lives as long as it does. */
export function rememberedFor<Key extends object, T>(make: (key: Key) => T): (key: Key) => T {
  const known = new WeakMap<Key, { readonly answer: T }>();
  return key => {
    const found = known.get(key);
    if (found !== undefined) return found.answer;
    const answer = make(key);
    known.set(key, { answer });
    return answer;
  };
}
