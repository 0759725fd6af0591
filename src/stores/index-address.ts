import { StoreError } from "./store-error.ts";

/** What kind of place an index's address names; the workspace's file where there is none. @throws StoreError `index-url` */
export function schemeOf(url: string | undefined): "sqlite" | "postgres" {
  const scheme = url === undefined ? "sqlite" : /^([a-z]+):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === "sqlite") return scheme;
  if (scheme === "postgres" || scheme === "postgresql") return "postgres";
  throw new StoreError("index-url", { url: scheme ?? "" });
}

/** The file that an address names; undefined for the workspace's own. */
export function pathOfSqlite(url: string | undefined): string | undefined {
  return url?.replace(/^sqlite:(\/\/)?/i, "") || undefined;
}
