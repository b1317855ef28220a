import type { Service } from '../model/stack.ts';
import { Unsupported } from '../support/harness-error.ts';
import type { FileControl } from './engine.ts';

/**
 * Files that a fault has changed where no volume is: in production such a change may be one of the container, which ends with it, or of the
 * image (a bad release), which comes back with the next one.
 */
export class HarmedFiles {
  readonly #paths = new Set<string>();
  readonly #service: Service;

  constructor(service: Service) {
    this.#service = service;
  }

  /** The same control, with notes of what is changed. */
  watch(control: FileControl): FileControl {
    const note = (path: string): void => {
      if (!this.#service.mounts.some(({ target }) => path === target || path.startsWith(`${target.replace(/\/$/, '')}/`)))
        this.#paths.add(path);
    };
    return {
      ...control,
      write(path, text) {
        note(path);
        return control.write(path, text);
      },
      remove(path) {
        note(path);
        return control.remove(path);
      },
    };
  }

  /** @throws {Unsupported} where another container of the service may hold something else than it would in production. */
  refuseRenewal(): void {
    const [path] = this.#paths;
    if (path !== undefined)
      throw new Unsupported(`a new container of ${this.#service.name}: whether its image holds ${path} as it was changed cannot be told`);
  }
}
