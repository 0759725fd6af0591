import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { BenchCover, Split } from "./corpus.ts";

/** Of so many real covers one is kept out of the catalogue. */
const oneAbsentIn = 10;

/**
 * The covers of the assets: comics and, as more real cover art, DVDs. Every other one is of the tuning half, as in
 * the bench of the descriptor.
 */
export function realCovers(
  split: Split,
  assets: string,
): { readonly covers: BenchCover[]; readonly photographs: string[] } {
  const folder = join(assets, "images/covers");
  const files = (name: string) =>
    readdirSync(join(folder, name))
      .sort()
      .map((file) => join(folder, name, file));
  const covers = ["comics/batman", "comics/spider-man", "dvd"]
    .flatMap(files)
    .filter((_, at) => at % 2 === (split === "tuning" ? 0 : 1))
    .map((file, at): BenchCover => {
      const absent = at % oneAbsentIn === oneAbsentIn - 1;
      return {
        id: `real-${split}-${at}`,
        role: absent ? "absent" : "plain",
        catalogued: !absent,
        picture: { file },
      };
    });
  return { covers, photographs: split === "reporting" ? files("photos-of-comics") : [] };
}

/** The folder of the assets, or null where there is none. */
export function assetsFolder(): string | null {
  const folder = process.env.LOTE_ASSETS ?? join(import.meta.dir, "../../../../shared/assets");
  return existsSync(join(folder, "images/covers")) ? folder : null;
}
