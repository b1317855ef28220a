/** Lines that the parser need not look at. One sign stands for them, which is a block of its own as they are. */
export type Held = HeldBlock | HeldList;

/** Indices count from 0. */
interface HeldLines {
  readonly from: number;
  /** Behind the last line. */
  readonly to: number;
  /** Where the block begins on its first line: that of an item's paragraph behind the item's mark. */
  readonly column: number;
}

interface HeldBlock extends HeldLines {
  readonly kind: 'fence' | 'heading' | 'paragraph';
}

export interface HeldList extends HeldLines {
  readonly kind: 'list';
  /** The paragraph of each item. */
  readonly items: readonly Held[];
}
