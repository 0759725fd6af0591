import type { AttributeName } from "../categories.ts";
import { attributeReaders } from "../rules/attributes.ts";
import { readTitle, type Title } from "../title/read-title.ts";

/** What a kept answer has of what is in every answer. */
export interface ReusableAnswer {
  readonly attributes: Readonly<Partial<Record<AttributeName, string>>>;
}

/** Attributes that are amounts. */
const amounts: readonly AttributeName[] = ["capacity", "ram", "size", "volume_ml", "weight_g", "pack"];

/**
 * An answer about one name, given for another one with an equal signature: amounts are those of the new name. Null
 * where an amount of the answer is neither the old name's nor the new one's, for then nobody knows whose it is.
 */
export function refilled<Answer extends ReusableAnswer>(answer: Answer, name: string): Answer | null {
  const title = readTitle(name);
  const attributes: Partial<Record<AttributeName, string>> = { ...answer.attributes };
  for (const attribute of amounts) {
    const kept = attributes[attribute];
    if (kept === undefined) continue;
    if (says(title, attribute, kept)) continue;
    const told = attributeReaders[attribute](title);
    // What the title does not tell was the model's own knowledge, and is true of the same product.
    if (!told) continue;
    if (!/\d/.test(told.value)) return null;
    attributes[attribute] = told.value;
  }
  return { ...answer, attributes };
}

/** Does the title hold the amount, however it is written? */
function says(title: Title, attribute: AttributeName, kept: string): boolean {
  const told = readTitle(kept).quantities[0];
  if (told) {
    const close = (value: number) => Math.abs(value - told.value) <= told.value * 0.005;
    return title.quantities.some(({ kind, value }) => kind === told.kind && close(value));
  }
  const number = Number(kept.replace(",", "."));
  const bare = amountsOf(title, attribute);
  return bare.some((value) => Math.abs(value - number) <= number * 0.005);
}

/** What a bare number of the attribute would be. */
function amountsOf(title: Title, attribute: AttributeName): number[] {
  if (attribute === "pack") return title.pack ? [title.pack.count] : [];
  const kind = attribute === "volume_ml" ? "volume" : attribute === "weight_g" ? "weight" : undefined;
  if (kind) return title.quantities.filter((one) => one.kind === kind).map(({ value }) => value);
  return title.quantities.map(({ number }) => number);
}
