/** The embedder that is always there. The name says what it is: it knows letters, no meanings. */
export const hashedNgramsName = "hashed-ngrams-512";

/** Is the embedder of that name the one that works on this machine? It is where none is named. */
export function isEmbedded(model: string | null): boolean {
  return model === null || model === hashedNgramsName;
}
