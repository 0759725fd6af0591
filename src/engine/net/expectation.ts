import { LoteError } from "../errors/lote-error.ts";
import { type FileKind, isPictureKind, sniff, sniffLength } from "../images/sniff.ts";

/**
 * What an answer must be, told by its first bytes, as declared types lie.
 *
 * - `picture`: one that lote reads
 * - `json`: begins as an object or a list
 * - `data`: anything but a page: proxies and hotel networks answer every address with one
 * - `any`
 */
export type Expectation = "picture" | "json" | "data" | "any";

/** @throws LoteError `response-type` */
export function assertExpected(head: Uint8Array, expected: Expectation, host: string): void {
  const kind = sniff(head.subarray(0, sniffLength));
  if (fits(kind, head, expected)) return;
  const found = kind === "unknown" ? (head.length === 0 ? "nothing" : "unknown data") : kind;
  throw new LoteError("response-type", { host, found, wanted: expected });
}

function fits(kind: FileKind, head: Uint8Array, expected: Expectation): boolean {
  switch (expected) {
    case "picture":
      return isPictureKind(kind);
    case "json":
      return /^(\u00ef\u00bb\u00bf)?\s*[[{]/.test(
        new TextDecoder("latin1").decode(head.subarray(0, sniffLength)),
      );
    case "data":
      return head.length > 0 && kind !== "html" && kind !== "svg";
    case "any":
      return true;
  }
}
