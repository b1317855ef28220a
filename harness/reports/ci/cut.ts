/** A text of at most so many characters, with a sign where more was; one message never crowds out all others. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
