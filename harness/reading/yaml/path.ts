/** Keys and indexes from a document's root to a value. */
export type Path = readonly (string | number)[];
