import type { Json } from "../../ledger.ts";

/** How values stand in the ledger's text columns. */
export function toText(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

export function fromText<T = Json>(text: string | null): T {
  return (text === null ? null : JSON.parse(text)) as T;
}
