/** A line for sh -c, such that a single command takes the place of the shell that is given it, as in an image. */
export function shellLine(command: string): string {
  return /[;&|<>$`\n(){}]/.test(command) ? command : `exec ${command}`;
}
