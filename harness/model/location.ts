/** A place in a file that people edit. Lines and columns start at 1, as editors show them. */
export interface Location {
  /** Path as a person would type it: relative to the working directory where possible. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** `file:line:column`, the form that terminals and editors turn into a link. */
export function showLocation(at: Location): string {
  return `${at.file}:${at.line}:${at.column}`;
}
