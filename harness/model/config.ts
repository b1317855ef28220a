import type { EngineKind } from './engine-kind.ts';
import type { Located } from './scenario.ts';

/** What a `drillbook.yaml` says: for every scenario at or below its folder that has none nearer. */
export interface Config {
  readonly file: string;
  readonly digest: string;
  /** For scenarios that name none. */
  readonly engine?: Located<EngineKind>;
  /** Where images come from instead, by pattern: `docker.io/*` → `registry.internal/hub/*`. */
  readonly images?: Readonly<Record<string, string>>;
}
