/** What one visit is: a new user opens an address, does something, and reads. */
export interface Visit {
  readonly url: string;
  readonly steps: readonly VisitStep[];
  /** What is read; the whole page without it. */
  readonly selector?: string | undefined;
  readonly javascript: boolean;
  readonly viewport: { readonly width: number; readonly height: number };
}

export type VisitStep =
  | { readonly fill: string; readonly text: string }
  | { readonly click: string }
  | { readonly press: string; readonly key: string }
  | { readonly see: string };

/** What can be seen of the page now. */
export interface Seen {
  readonly answered: boolean;
  /** Of the document that stands in the window. */
  readonly status?: number;
  readonly text: string;
  readonly error?: string;
  /** What went wrong besides: errors on the console, requests that failed. */
  readonly note?: string;
  readonly durationMs: number;
  /** There is nothing to wait for. */
  readonly final: boolean;
}

export interface ProxyAddress {
  readonly server: string;
  readonly username: string;
  readonly password: string;
}

export type ToDriver =
  | { readonly type: 'visit'; readonly id: number; readonly visit: Visit; readonly proxy: ProxyAddress; readonly timeoutMs: number }
  | { readonly type: 'leave'; readonly id: number };

export type FromDriver =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'began'; readonly id: number }
  | { readonly type: 'seen'; readonly id: number; readonly seen: Seen }
  /** The visit could not be made: nothing that the stack did. */
  | { readonly type: 'broken'; readonly id: number; readonly code: 'page-selector' | 'browser-failed'; readonly message: string };
