/** Characters of names and values as people write them: `chat` does not stand in `chat-worker`, nor in `chat_app`. */
const within = '[\\w-]';

/** Finds a text where it stands alone, not as a part of a longer word. */
export function alone(text: string): RegExp {
  return new RegExp(`(?<!${within})${text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)}(?!${within})`, 'g');
}

/** Whether one of the texts names it: as a word of prose, as `$NAME`, as `NAME=`, in code. */
export function isNamed(name: string, texts: readonly string[]): boolean {
  return name !== '' && texts.some(text => alone(name).test(text));
}
