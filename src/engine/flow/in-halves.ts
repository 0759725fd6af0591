/**
 * Runs a batch; where a part of it spoils the whole, runs its halves, and theirs, until the one is alone. What landed
 * has landed: an error that has nothing to do with parts befalls only those that were not yet through.
 *
 * @param isOfParts may the error come from some of the parts only, so that the others are worth trying without them?
 * @returns one result or error a part, in order
 */
export async function inHalves<Part, Result>(
  parts: readonly Part[],
  run: (parts: readonly Part[]) => Promise<readonly (Result | Error)[]>,
  isOfParts: (error: unknown) => boolean,
): Promise<readonly (Result | Error)[]> {
  try {
    const results = await run(parts);
    if (results.length !== parts.length) {
      throw new Error(`a batch of ${parts.length} gave ${results.length} results`);
    }
    return results;
  } catch (error) {
    const spoilt = error instanceof Error ? error : new Error(String(error));
    if (parts.length === 1 || !isOfParts(error)) return parts.map(() => spoilt);
    const middle = Math.ceil(parts.length / 2);
    const first = await inHalves(parts.slice(0, middle), run, isOfParts);
    const second = await inHalves(parts.slice(middle), run, isOfParts);
    return [...first, ...second];
  }
}
