import { quote } from './quote.ts';

/**
 * What bash knows before the first block. All names begin with `__drillbook`. Descriptors: 250 is the
 * control line, 251 and 252 are the shell's first standard output and error, whatever blocks do to 1 and 2.
 *
 * - ERR is reported with line and status, so that a failure in the middle of a block is not lost;
 *   `set -E` makes functions and subshells inherit the trap. A block's own ERR trap replaces it.
 * - The time limit's signal makes bash leave the block's file without leaving the shell: under
 *   `extdebug` a DEBUG trap that returns 2 acts as `return` (bash manual, The Shopt Builtin).
 */
export const prelude = `
exec 250>&3 3>&- 251>&1 252>&2
__drillbook_failed() { printf 'failed\\0%s\\0%s\\0%s\\0%s\\0\\0\\n' "$1" "$2" "$3" "$4" >&250; }
__drillbook_unwind() { case " \${FUNCNAME[*]} " in *' source '*) return 2;; esac; return 0; }
__drillbook_expired() { __drillbook_over=1; shopt -s extdebug; trap '__drillbook_unwind' DEBUG; }
__drillbook_ended() { local s=$1; [ -z "\${__drillbook_back-}" ] || { builtin cd -- "$__drillbook_back" 2>/dev/null; unset __drillbook_back; }; [ -z "\${__drillbook_over-}" ] || { trap - DEBUG; shopt -u extdebug; set -E; unset __drillbook_over; }; printf '%s' "$2" >&251; printf '%s' "$2" >&252; printf 'ended\\0%s\\0\\0\\n' "$s" >&250; return "$s"; }
trap '__drillbook_expired' RTMIN+6
set -E
trap '__drillbook_failed "$?" "$LINENO" "\${BASH_SOURCE[0]-}" "\${#FUNCNAME[@]}"' ERR
`.trim();

/** The lines that carry out one block; one with a folder of its own nowhere else, and the next block where it would have been without it. */
export function carryOut(file: string, input: string, mark: string, cwd?: string): string {
  const enter = cwd === undefined ? '' : `__drillbook_back=$PWD; cd -- ${quote(cwd)} && `;
  return `${enter}. ${file} <${input}\n__drillbook_ended "$?" '${mark}'\n`;
}

/** End of the name of the file that holds what a person types into a block. */
export const typedInput = '.drillbook-input';

/** Number of RTMIN+6 on Linux, the signal that ends a block's time. */
export const expirySignal = 40;
