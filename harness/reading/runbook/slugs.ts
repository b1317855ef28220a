/** Gives out GitHub's heading slugs: lower case, punctuation dropped, blanks to dashes, `-1`, `-2` … for repeated ones. */
export function slugs(): (title: string) => string {
  const used = new Map<string, number>();
  return title => {
    const base = title
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    let slug = base;
    for (let count = used.get(base) ?? 0; used.has(slug);) {
      count++;
      used.set(base, count);
      slug = `${base}-${count}`;
    }
    used.set(slug, used.get(slug) ?? 0);
    return slug;
  };
}

/** A name in words as one that an id can have: `"Restart the worker"` becomes `Restart-the-worker`. */
export function asName(words: string): string {
  return words.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-+|-+$/g, '');
}
