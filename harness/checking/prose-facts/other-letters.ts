/** Letters of words that no rule can read: they may say what it looks for. */
export const otherLetters = /\p{Lo}|\p{Script=Cyrillic}|\p{Script=Greek}/u;
