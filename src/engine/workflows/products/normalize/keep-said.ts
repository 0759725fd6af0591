import type { Json } from "../../../../stores/ledger.ts";
import type { Stores } from "../../../../stores/sqlite/open.ts";
import type { CheckedAnswer } from "./travel.ts";

/** Keeps an answer with the content it is about, in the transaction that ends the item's stage: it is never asked for again. */
export function keepingSaid(stores: Stores, content: string | undefined, answer: CheckedAnswer) {
  return content === undefined ? [] : [() => stores.products.said.put(content, answer as unknown as Json)];
}
