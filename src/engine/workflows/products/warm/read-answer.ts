import { LoteError } from "../../../errors/lote-error.ts";
import { type AttributeName, attributeNames } from "../categories.ts";
import { checkAnswer } from "../normalize/check-answer.ts";
import type { CheckedAnswer } from "../normalize/travel.ts";
import type { RawProduct } from "../product.ts";
import type { FileCells } from "../source/read-products.ts";

/** A row of an export, as it was read. */
export interface NormalizedRow {
  readonly raw: RawProduct;
  readonly line: number;
  readonly cells: FileCells;
}

/** What a row says of its product: who answered, and the answer, held against the name anew. */
export interface ReadAnswer {
  readonly raw: RawProduct;
  readonly answer: CheckedAnswer;
}

/**
 * The answer that a row of lote's own export holds, of its CSV or of its lines of JSON.
 *
 * @throws LoteError `product-row-blank`, `product-row-broken`, `product-row-contradicts`
 */
export function answerOf({ raw: { name, ...raw }, line, cells }: NormalizedRow): ReadAnswer {
  const cell = (column: string) => withoutMark(cells[column] ?? "");
  const product: RawProduct = { name: withoutMark(name), ...raw };
  const checked = checkAnswer(product, {
    brand: cell("brand"),
    model: cell("model"),
    attributes: attributesOf(cells, line),
    normalized_name: cell("normalized_name"),
    category_suggestion: cell("category_suggestion"),
    confidence: confidenceOf(cell("confidence"), line),
  });
  if ("trouble" in checked) {
    throw new LoteError(checked.trouble === "blank" ? "product-row-blank" : "product-row-contradicts", {
      line,
    });
  }
  const model = cell("answered_by");
  const prompt = cell("prompt");
  return { raw: product, answer: { ...checked, model: model === "" ? "import" : model, prompt } };
}

/** Without the mark that an export puts before what a spreadsheet would run. */
function withoutMark(text: string): string {
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}

/** In one column as JSON, or in one for each. */
function attributesOf(cells: FileCells, line: number): Partial<Record<AttributeName, string>> {
  const told = cells.attributes === undefined ? cells : parsed(cells.attributes, line);
  return Object.fromEntries(
    attributeNames.flatMap((name) => {
      const value = told[name];
      return typeof value === "string" && value !== "" ? [[name, withoutMark(value)]] : [];
    }),
  );
}

function parsed(text: string, line: number): Readonly<Record<string, unknown>> {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below, as for what is JSON and no object.
  }
  throw new LoteError("product-row-broken", { line, column: "attributes" });
}

/** Whoever says nothing of it is sure. */
function confidenceOf(text: string, line: number): number {
  const value = text === "" ? 1 : Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new LoteError("product-row-broken", { line, column: "confidence" });
}
