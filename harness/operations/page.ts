import { Unsupported } from '../support/harness-error.ts';
import { defineOperation } from './operation.ts';
import { pageSettings } from './settings/page.ts';

const reason = 'probes of a page in a browser are not in this version';

/** A page as a person sees it. */
export const page = defineOperation<unknown>({
  kind: 'page',
  settings: pageSettings,
  unsupported: reason,
  async ask() {
    throw new Unsupported(reason);
  },
});
