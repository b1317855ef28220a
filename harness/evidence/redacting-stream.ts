export interface RedactingStream {
  /** What may be shown now; the rest waits until it is clear that no secret begins there. */
  push(piece: string): string;
  end(): string;
}

/** What may be a secret and goes on for longer is not shown at all, up to the next line: nothing that we know of is as long. */
const longestHeld = 64 * 1024;

export function redactingStream(
  { text, decided }: { text(text: string): string; decided(text: string): number },
  mark: string,
): RedactingStream {
  let held = '';
  let leavingOut = false;
  let marked = false;
  /** Pieces of one secret, as long ones are found, have one mark. */
  const show = (shown: string): string => {
    const rest = marked && shown.startsWith(mark) ? shown.slice(mark.length) : shown;
    if (shown !== '') marked = shown.endsWith(mark);
    return rest;
  };
  return {
    push(piece) {
      let whole = held + piece;
      if (leavingOut) {
        const line = whole.indexOf('\n');
        if (line < 0) return '';
        leavingOut = false;
        whole = whole.slice(line);
      }
      const place = decided(whole);
      held = whole.slice(place);
      const shown = text(whole.slice(0, place));
      if (held.length <= longestHeld) return show(shown);
      held = '';
      leavingOut = true;
      return show(shown + mark);
    },
    end() {
      const rest = text(held);
      held = '';
      return show(rest);
    },
  };
}
