import { StoreError } from "../../store-error.ts";
import { asStoreError } from "../connection.ts";

/** An index's error as lote knows it: what is damaged can be made anew, which is not so of a ledger. */
export function asIndexError(error: unknown, path: string): unknown {
  const known = asStoreError(error, path);
  if (!(known instanceof StoreError) || known.code !== "store-corrupt") return known;
  return new StoreError("index-damaged", known.data, { cause: error });
}

/** The same thing, whose calls tell what keeps them from the file at `path` by its name. All of them are asynchronous. */
export function told<Thing extends object>(thing: Thing, path: string): Thing {
  return new Proxy(thing, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return async (...words: readonly unknown[]) => {
        try {
          return await value.apply(target, words);
        } catch (error) {
          throw asIndexError(error, path);
        }
      };
    },
  });
}
