import { LoteError } from "../../../errors/lote-error.ts";

/**
 * The address of a picture: `base/{person}/{picture}`, each part encoded for a path, so that a blank, `ñ`, `#`, `?`,
 * `%` or a parenthesis is part of the name. The picture may lie in a folder below the person's.
 *
 * @throws LoteError `picture-name` where a name could lead elsewhere or is none
 */
export function pictureUrl(base: string, person: string, picture: string): string {
  const parts = [namePart(person), ...picture.split("/").map(namePart)];
  return `${base.replace(/\/+$/, "")}/${parts.map(encoded).join("/")}`;
}

/**
 * A name as it may stand for a folder or a file.
 *
 * @throws LoteError `picture-name`
 */
export function namePart(name: string): string {
  const isFit =
    name.trim() !== "" && name !== "." && name !== ".." && !/[/\\\p{Cc}]/u.test(name) && name.isWellFormed();
  if (!isFit) throw new LoteError("picture-name", { detail: JSON.stringify(name.slice(0, 80)) });
  return name;
}

/** As RFC 3986 has it: what a path may hold plainly stays (FAED(1).jpg), all else is UTF-8 in per cent. */
function encoded(part: string): string {
  return encodeURIComponent(part);
}
