/** Is this how JavaScript, wasm or a C library says that there is no more memory? */
export function isOutOfMemory(words: string): boolean {
  return /out of memory|memory is exhausted|cannot allocate|can't allocate|failed to allocate|bad_alloc|\bOOM\b/i.test(
    words,
  );
}
