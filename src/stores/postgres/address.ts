import { StoreError } from "../store-error.ts";

/** Where an index is, as its address says it. */
export interface PostgresAddress {
  /** For the driver. */
  readonly url: string;
  /** Where its tables are. */
  readonly schema: string;
  /** A collection of `vecs` that is to follow. */
  readonly collection: string | undefined;
  /** Without user and password, to be shown. */
  readonly place: string;
}

/** Beside what the driver knows, an address may say `schema` (lote) and `collection`. @throws StoreError `index-url` */
export function postgresAddress(address: string): PostgresAddress {
  const url = URL.parse(address);
  if (!url) throw new StoreError("index-url", { url: "postgres" });
  const schema = url.searchParams.get("schema") ?? "lote";
  const collection = url.searchParams.get("collection") ?? undefined;
  url.searchParams.delete("schema");
  url.searchParams.delete("collection");
  if (!/^[a-z_]\w{0,50}$/.test(schema)) throw new StoreError("index-url", { url: `schema=${schema}` });
  const place = `postgres://${url.host}${url.pathname}${schema === "lote" ? "" : `?schema=${schema}`}`;
  return { url: url.href, schema, collection, place };
}
