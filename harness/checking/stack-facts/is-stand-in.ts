/** Whether a word stands for one that the reader is to put in: `JOB_ID`, `your_table`, `foo`. */
export function isStandIn(word: string): boolean {
  return (
    (/^[A-Z][A-Z\d_]+$/.test(word) && word.length > 2) ||
    /^(?:your|my|some|any|example|sample|old|new)[_-]|^(?:table|column|col|tbl|schema|db|key|queue|list|id|path)(?:[_-]?name|[_-]?\d+)$|^(?:foo|bar|baz|xyz|x{2,}|mykey|mytable|table|key)$/i.test(
      word,
    )
  );
}
