import { z } from "zod";

/** What 7-Zip's listing says of an archive. */
export const listingSchema = z.object({
  entries: z.array(z.object({ name: z.string(), size: z.number(), encrypted: z.boolean() })),
  /** It is one part of several. */
  isVolume: z.boolean(),
});
export type Listing = z.infer<typeof listingSchema>;

/**
 * Reads what `7z l -slt` prints: a block of `Name = value` lines of the archive itself, a line of dashes, then a block
 * for each entry. 7-Zip has replaced line breaks in names, so no name can pass for a property.
 *
 * An entry whose size the archive does not say has the size 0, and cannot be read.
 */
export function readListing(text: string): Listing {
  const [head = "", ...rest] = text.split("\n----------\n");
  const archive = propertiesOf(head);
  const entries = rest
    .join("\n----------\n")
    .split("\n\n")
    .map(propertiesOf)
    .filter((entry) => entry.has("Path") && !isFolder(entry))
    .map((entry) => ({
      name: entry.get("Path") ?? "",
      size: Number(entry.get("Size") ?? 0),
      encrypted: entry.get("Encrypted") === "+",
    }));
  return { entries, isVolume: archive.get("Multivolume") === "+" };
}

function propertiesOf(block: string): Map<string, string> {
  return new Map(
    block.split("\n").flatMap((line): [string, string][] => {
      const at = line.indexOf(" = ");
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 3)]];
    }),
  );
}

function isFolder(entry: ReadonlyMap<string, string>): boolean {
  return entry.get("Folder") === "+" || entry.get("Attributes")?.startsWith("D") === true;
}
