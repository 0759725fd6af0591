import { LoteError } from "../../../errors/lote-error.ts";
import { plainText } from "../../../text/plain.ts";
import type { RawProduct } from "../product.ts";
import type { Columns } from "./columns.ts";
import { priceOf } from "./price.ts";
import { type FileRow, fileRows } from "./rows.ts";

/** A name longer than this is no product's, characters. */
const longestName = 1000;

/** A product of the file, or what is wrong with its row. `key` is the same whenever the file is read again. */
export type ReadProduct =
  | { readonly key: string; readonly line: number; readonly raw: RawProduct; readonly cells: FileCells }
  | { readonly key: string; readonly line: number; readonly problem: LoteError };

export type FileCells = Readonly<Record<string, string>>;

/**
 * The products of a file. A row's key is its sku; where another retailer has the same sku, the retailer is added; a
 * second row of the same retailer with it is a problem, as are rows without a name or with an impossible price.
 */
export async function* readProducts(path: string, columns: Columns): AsyncGenerator<ReadProduct> {
  yield* productsOf(fileRows(path), columns);
}

/** The same of rows that were read already. */
export async function* productsOf(
  rows: AsyncIterable<FileRow> | Iterable<FileRow>,
  columns: Columns,
): AsyncGenerator<ReadProduct> {
  const seen = new Seen();
  for await (const row of rows) yield productOf(row, columns, seen);
}

function productOf(row: FileRow, columns: Columns, seen: Seen): ReadProduct {
  const { line } = row;
  const place = `row ${line}`;
  if ("problem" in row) return { key: place, line, problem: row.problem };
  const { values } = row;
  const cell = (column: string | undefined) => (column === undefined ? "" : (values[column] ?? ""));
  const sku = plainText(cell(columns.sku), 100);
  const retailer = plainText(cell(columns.retailer), 100);
  const category = plainText(cell(columns.category), 100);
  const name = plainText(cell(columns.name), longestName + 1);
  const key = keyOf(sku, retailer, place, seen);
  const problem = (error: LoteError) => ({ key: key ?? `${sku} (${place})`, line, problem: error });
  if (key === undefined) return problem(new LoteError("product-twice", { sku, retailer, line }));
  if (name === "") return problem(new LoteError("product-unnamed", { line }));
  if (name.length > longestName)
    return problem(new LoteError("product-name-long", { line, limit: longestName }));
  const price = priceOf(cell(columns.price));
  if (price === undefined) {
    const given = plainText(cell(columns.price), 40);
    return problem(new LoteError("product-price", { line, given }));
  }
  return { key, line, raw: { name, category, price, retailer, sku }, cells: values };
}

function keyOf(sku: string, retailer: string, place: string, seen: Seen): string | undefined {
  if (sku === "") return place;
  // Whoever has no retailer's name is one retailer.
  if (!seen.add(`${retailer}\n${sku}`)) return undefined;
  return seen.add(sku) ? sku : `${retailer}/${sku}`;
}

/** Which texts were there before, by 53 bits of their hash: eight bytes a text and not its letters. */
class Seen {
  readonly #hashes = new Set<number>();

  /** False where it was there. */
  add(text: string): boolean {
    const hash = Number(BigInt.asUintN(53, BigInt(Bun.hash(text))));
    if (this.#hashes.has(hash)) return false;
    this.#hashes.add(hash);
    return true;
  }
}
