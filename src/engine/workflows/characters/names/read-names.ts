import { nameKey } from "../../../../stores/sqlite/characters/characters.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import { LoteError } from "../../../errors/lote-error.ts";
import { plainText } from "../../../text/plain.ts";
import type { NameSource } from "../parameters.ts";
import { readNameFile } from "./name-file.ts";

/** Longest name; what is longer is a mistake. */
const longest = 200;

/** The names of a source, in its order, each once. @throws LoteError of files; `not-found` for a list */
export async function* readNames(stores: Stores, source: NameSource): AsyncIterable<string> {
  const seen = new Set<string>();
  for await (const given of namesOf(stores, source)) {
    // Whole escape sequences go, and not their first character alone.
    const name = plainText(Bun.stripANSI(given.toWellFormed()), longest);
    const key = nameKey(name);
    if (key === "" || seen.has(key)) continue;
    seen.add(key);
    yield name;
  }
}

async function* namesOf(stores: Stores, source: NameSource): AsyncIterable<string> {
  if (source.kind === "names") yield* source.names;
  else if (source.kind === "file") yield* readNameFile(source.path, source.column);
  else {
    const list = stores.characters.lists.find(source.list);
    if (!list) throw new LoteError("list-unknown", { list: source.list });
    yield* stores.characters.lists.names(list.id);
  }
}

/** What a typed or pasted list holds: a name a line, or several apart from each other by commas or semicolons. */
export function namesInText(text: string): string[] {
  return text
    .split(/[\r\n;,]+/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
