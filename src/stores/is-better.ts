/** Is one of them too good to be replaced? What nobody measured is not. */
export function isBetter(
  current: readonly { readonly quality: number | null }[],
  unlessAbove: number | null,
): boolean {
  return unlessAbove !== null && current.some(({ quality }) => quality !== null && quality > unlessAbove);
}
