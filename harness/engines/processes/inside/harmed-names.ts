import { hostsWith, nobodyNear, type NameAnswers } from '../../inside/hosts-text.ts';
import type { CellSpec } from './protocol.ts';

export interface HarmedNames {
  readonly answers: NameAnswers;
  readonly failing: boolean;
}

/** What cells find when they look names up, where that is not what the stack says. */
export class NameFaults {
  readonly #harmed = new Map<string, HarmedNames>();

  set(cell: string, harmed: HarmedNames): void {
    if (Object.keys(harmed.answers).length === 0 && !harmed.failing) this.#harmed.delete(cell);
    else this.#harmed.set(cell, harmed);
  }

  hosts({ name, hostname, attachments }: CellSpec, text: string): string {
    const harmed = this.#harmed.get(name);
    return harmed === undefined
      ? text
      : hostsWith(text, harmed.answers, {
          nobody: nobodyNear(attachments[0]?.address),
          nothingIsFound: harmed.failing,
          self: hostname,
        });
  }
}
