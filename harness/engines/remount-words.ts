/** Options of mount(8) for another size of a tmpfs. */
export function sizeOptions({ sizeBytes, inodes }: { readonly sizeBytes?: number; readonly inodes?: number }): string {
  return [...(sizeBytes === undefined ? [] : [`size=${sizeBytes}`]), ...(inodes === undefined ? [] : [`nr_inodes=${inodes}`])].join(',');
}
