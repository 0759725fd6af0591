import { plainText } from "../../../text/plain.ts";
import type { AttributeName } from "../categories.ts";
import type { NormalizedProduct, Origin, RawProduct } from "../product.ts";
import type { ModelAnswer } from "../prompts/form.ts";
import { originOf, type Told, toldBy } from "./trace.ts";
import type { CheckedAnswer, Trouble } from "./travel.ts";

/** Values that say "nothing". */
const nothing = /^(?:n\/?a|null|none|ninguno|ninguna|no aplica|no especificado|desconocido|unknown|-+)?$/i;

/** An answer surer of itself than its values deserve is held down to this. */
const confidenceOfUnseen = 0.7;

/**
 * Holds an answer of the right form against the title. Values that the title contradicts make the answer useless;
 * values that it does not tell are marked as the model's own knowledge.
 */
export function checkAnswer(
  raw: RawProduct,
  said: ModelAnswer,
):
  | { readonly product: NormalizedProduct; readonly origins: CheckedAnswer["origins"] }
  | { readonly trouble: Trouble } {
  const title = toldBy(raw.name);
  const origins: Record<string, Origin> = {};
  const attributes: Partial<Record<AttributeName, string>> = {};
  const brand = plainText(said.brand, 80).toUpperCase();
  const model = plainText(said.model, 200);
  if (brand === "" && model === "") return { trouble: "blank" };
  for (const [name, value] of Object.entries(said.attributes)) {
    const text = plainText(value ?? "", 120);
    if (nothing.test(text)) continue;
    const origin = originOf(name, text, title);
    if (origin === "contradicts") return { trouble: "contradicts" };
    attributes[name as AttributeName] = text;
    origins[name] = origin;
  }
  for (const [name, value] of [
    ["brand", brand],
    ["model", model],
  ] as const) {
    if (value === "") continue;
    const origin = originOf(name, value, title);
    // Another number than the title's makes it another product.
    if (origin === "contradicts") return { trouble: "contradicts" };
    origins[name] = origin;
  }
  const given = said.normalized_name === undefined ? "" : plainText(said.normalized_name, 300);
  const known = toldBy([raw.name, brand, model, ...Object.values(attributes)].join(" "));
  const origin = originOf("normalized_name", given, known);
  const isOwn = given !== "" && origin !== "contradicts" && numbersAreIn(given, known);
  const normalized_name = isOwn
    ? given
    : [brand, model, ...Object.values(attributes)].filter(Boolean).join(" ");
  origins.normalized_name = isOwn ? origin : "derived";
  const suggestion = plainText(said.category_suggestion ?? "", 80);
  const isOther = !nothing.test(suggestion) && suggestion.toLowerCase() !== raw.category.toLowerCase();
  return {
    product: {
      brand,
      model,
      attributes,
      normalized_name,
      category_suggestion: isOther ? suggestion : null,
      confidence: confidenceOf(said.confidence, origins),
    },
    origins,
  };
}

function confidenceOf(said: number, origins: Readonly<Record<string, Origin>>): number {
  const within = Number.isFinite(said)
    ? Math.min(1, Math.max(0, said > 1 && said <= 100 ? said / 100 : said))
    : 0;
  const { normalized_name: _, ...values } = origins;
  const isUnseen = Object.values(values).includes("model");
  return Math.round(Math.min(within, isUnseen ? confidenceOfUnseen : 1) * 1000) / 1000;
}

/** Does every number of a composed name come from the title or from a checked value? */
function numbersAreIn(name: string, { numbers }: Told): boolean {
  return [...toldBy(name).numbers].every((number) => numbers.has(number));
}
