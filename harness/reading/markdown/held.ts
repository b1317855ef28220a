/** Lines that the parser need not look at; indices count from 0. One sign stands for them, which is a block of its own as they are. */
export interface Held {
  readonly kind: 'fence' | 'heading' | 'paragraph';
  readonly from: number;
  /** Behind the last line. */
  readonly to: number;
  /** Where the block begins on its first line. */
  readonly column: number;
}
