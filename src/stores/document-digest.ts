/** Names what a document consists of: SHA-256 over the hashes of its chunks in order, hexadecimal. */
export function digestOf(hashes: Iterable<string>): string {
  const hasher = new Bun.CryptoHasher("sha256");
  for (const hash of hashes) hasher.update(`${hash}\n`);
  return hasher.digest("hex");
}
