/** What a store can refuse; the codes are those of the engine's error catalogue. */
export type StoreErrorCode =
  | "store-newer"
  | "store-corrupt"
  | "store-busy"
  | "disk-full"
  | "unreadable"
  | "unwritable"
  | "mysql-unreachable"
  | "mysql-busy"
  | "mysql-refused"
  | "mysql-schema"
  | "mysql-value"
  | "index-url"
  | "index-damaged"
  | "index-unreachable"
  | "index-refused"
  | "index-incomplete"
  | "index-collection";

/** An error of a store, with the data that fills its message. */
export class StoreError extends Error {
  override readonly name = "StoreError";

  constructor(
    readonly code: StoreErrorCode,
    readonly data: Readonly<Record<string, string | number>>,
    options: { cause?: unknown } = {},
  ) {
    super(`${code} ${JSON.stringify(data)}`, options);
  }
}
