import type { RunRecord } from './record.ts';

/** Where the register is kept. It keeps what it is given; what records mean, and whether one is missing, is told by those who read. */
export interface Store {
  /** For messages: `the folder registers/drills`. */
  readonly describe: string;
  /**
   * All that is kept, in no order.
   * @throws {HarnessError} `register` when it cannot be reached.
   */
  list(): Promise<readonly Kept[]>;
  /**
   * Keeps a record, in place of the same run's earlier one. Several processes may do so at the same time.
   * @throws {HarnessError} `register` when it was not kept.
   */
  put(record: RunRecord): Promise<void>;
}

/** One kept record: its name in the store, and its text, which anybody may have changed. */
export interface Kept {
  readonly name: string;
  readonly text: string;
}

/** One way to keep a register: one file, and one line in `stores.ts`. */
export interface StoreKind {
  readonly kind: string;
  /** How it is written: `dir:<folder>`. */
  readonly usage: string;
  /** @throws {HarnessError} `usage` for a place that cannot be one. */
  open(place: string, cwd: string): Store;
}
