/**
 * Takes the keys from the terminal's line editor until what is returned is called. Held from before anything is
 * drawn: a key pressed in between would be echoed onto the screen, and an echoed Enter scrolls it by a line under
 * all that is drawn afterwards.
 */
export function holdRawMode(stdin: Pick<NodeJS.ReadStream, "setRawMode">): () => void {
  stdin.setRawMode(true);
  return () => void stdin.setRawMode(false);
}
