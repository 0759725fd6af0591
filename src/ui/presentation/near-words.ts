import type { Translator } from "../language/translator.ts";
import { safeText } from "../safe-text.ts";

/** Who may be meant by a key of nobody; empty where nobody's is nearly the same. */
export function nearWords(near: readonly string[], t: Translator): string {
  if (near.length === 0) return "";
  return t.text("faces.near", { people: near.map((person) => safeText(person, 20)).join(", ") });
}
