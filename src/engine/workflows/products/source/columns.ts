import { LoteError } from "../../../errors/lote-error.ts";
import { folded } from "../../../text/folded.ts";

/** What lote wants to know of a product. */
export const fields = ["name", "category", "price", "retailer", "sku"] as const;
export type Field = (typeof fields)[number];

/** Which column of the file says what; columns that are not named are kept with the row and not used. */
export type Columns = Readonly<Partial<Record<Field, string>>>;

/** What retailers call their columns, best first. */
const names: Readonly<Record<Field, readonly string[]>> = {
  name: [
    "name",
    "nombre",
    "producto",
    "product",
    "title",
    "titulo",
    "product_name",
    "nombre_producto",
    "descripcion",
    "description",
    "articulo",
    "item",
  ],
  category: [
    "category",
    "categoria",
    "rubro",
    "departamento",
    "department",
    "familia",
    "seccion",
    "tipo_producto",
    "product_type",
  ],
  price: [
    "price",
    "precio",
    "valor",
    "precio_oferta",
    "precio_normal",
    "precio_clp",
    "monto",
    "importe",
    "pvp",
  ],
  retailer: [
    "retailer",
    "tienda",
    "store",
    "comercio",
    "supermercado",
    "cadena",
    "vendedor",
    "seller",
    "shop",
    "source",
  ],
  sku: [
    "sku",
    "codigo",
    "code",
    "id",
    "cod",
    "ean",
    "upc",
    "gtin",
    "product_id",
    "id_producto",
    "referencia",
  ],
};

/**
 * Which columns say what: those that are given, and for the rest what their names tell.
 *
 * @throws LoteError `empty-file` where there are no columns, `products-columns` where nothing can be the name, or a given column is not there
 */
export function guessColumns(header: readonly string[], given: Columns = {}): Columns {
  if (header.length === 0) throw new LoteError("empty-file");
  const plain = header.map((column) =>
    folded(column)
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, ""),
  );
  const found: Partial<Record<Field, string>> = {};
  for (const field of fields) {
    const wanted = given[field];
    if (wanted !== undefined) {
      if (!header.includes(wanted)) throw missing(wanted, header);
      found[field] = wanted;
      continue;
    }
    const taken = new Set([...Object.values(given), ...Object.values(found)]);
    const at = names[field]
      .map((name) => plain.findIndex((column, index) => column === name && !taken.has(header[index] ?? "")))
      .find((index) => index >= 0);
    if (at !== undefined) found[field] = header[at] ?? "";
  }
  if (found.name === undefined) throw missing("name", header);
  return found;
}

function missing(column: string, header: readonly string[]): LoteError {
  const columns = header
    .map((one) => one.trim())
    .filter(Boolean)
    .join(", ");
  return new LoteError("products-columns", { column, columns: columns.slice(0, 300) });
}

/**
 * Columns as they are written on a command line: `name=Titulo,price=Precio`.
 *
 * @throws LoteError `usage`
 */
export function columnsFromText(text: string): Columns {
  const pairs = text.split(",").map((pair) => {
    const at = pair.indexOf("=");
    const field = pair.slice(0, at).trim() as Field;
    const column = pair.slice(at + 1).trim();
    if (at < 0 || !fields.includes(field) || column === "") {
      throw new LoteError("usage", { detail: `--columns ${fields.join("|")}=…` });
    }
    return [field, column] as const;
  });
  return Object.fromEntries(pairs);
}
