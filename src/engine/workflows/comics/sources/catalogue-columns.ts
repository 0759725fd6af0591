import { LoteError } from "../../../errors/lote-error.ts";
import { plainText } from "../../../text/plain.ts";

/** What a column may be called, in English and Spanish; the first is how lote writes it. Accents and case are free. */
const names = {
  cover: ["cover", "portada", "cubierta", "image", "imagen", "file", "archivo", "fichero"],
  series: ["series", "serie", "coleccion"],
  number: ["number", "numero", "issue", "num", "no", "nº", "n"],
  year: ["year", "ano", "anio"],
  publisher: ["publisher", "editorial"],
  title: ["title", "titulo"],
  volume: ["volume", "volumen", "vol"],
} as const;

export type CatalogueColumn = keyof typeof names;

/** Where each column stands in a row, counted from 0. */
export type CatalogueColumns = ReadonlyMap<CatalogueColumn, number>;

/**
 * Finds the columns in a CSV's header. Only `cover` is needed; what is not known is not used.
 *
 * @throws LoteError `csv-columns`
 */
export function readHeader(cells: readonly string[], path: string): CatalogueColumns {
  const header = cells.map(simplified);
  const found = (Object.keys(names) as CatalogueColumn[]).map((column): [CatalogueColumn, number] => {
    const wanted: readonly string[] = names[column];
    return [column, header.findIndex((cell) => wanted.includes(cell))];
  });
  const columns = new Map(found.filter(([, at]) => at >= 0));
  if (columns.has("cover")) return columns;
  throw new LoteError("csv-columns", {
    path,
    missing: "cover",
    found: plainText(cells.slice(0, 20).join(", "), 200),
    needed: "cover, series, number, year, publisher",
  });
}

function simplified(cell: string): string {
  return plainText(cell)
    .normalize("NFD")
    .replace(/\p{M}|[.:]/gu, "")
    .toLowerCase();
}
