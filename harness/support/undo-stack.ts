import { messageOf } from './harness-error.ts';

export interface UndoFailure {
  readonly what: string;
  readonly message: string;
}

/**
 * What must be undone, last in, first out. Register the undo before the deed; every undo runs,
 * even when one fails, and each runs once.
 */
export class UndoStack {
  readonly #undos: { what: string; undo: () => unknown }[] = [];

  /** Returns a function that runs this undo now and takes it off the stack. */
  push(what: string, undo: () => unknown): () => Promise<void> {
    const entry = { what, undo };
    this.#undos.push(entry);
    return async () => {
      const index = this.#undos.indexOf(entry);
      if (index === -1) return;
      this.#undos.splice(index, 1);
      await undo();
    };
  }

  /** Runs all undos and tells which failed. Safe to call again: what ran is gone. */
  async unwind(): Promise<readonly UndoFailure[]> {
    const failures: UndoFailure[] = [];
    for (let entry = this.#undos.pop(); entry !== undefined; entry = this.#undos.pop()) {
      try {
        await entry.undo();
      } catch (thrown) {
        failures.push({ what: entry.what, message: messageOf(thrown) });
      }
    }
    return failures;
  }
}
