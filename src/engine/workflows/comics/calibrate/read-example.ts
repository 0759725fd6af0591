import type { ConfinedPool } from "../../../confined/confined-pool.ts";
import { decodePicture } from "../../../images/decode.ts";
import { distort } from "../../../images/distort/distort.ts";
import { strengths } from "../../../images/distort/strengths.ts";
import type { Cover } from "../sources/cover.ts";
import { contentOf, readCover } from "../sources/read-cover.ts";
import type { CalibrateTravel } from "./travel.ts";

/**
 * Reads an example as a comic is read; one of the catalogue is distorted first. A comic
 * that is another picture by now than the one a person answered for is no example.
 */
export async function readExample(
  { file, distortion, content }: CalibrateTravel,
  parsers: ConfinedPool,
): Promise<Cover | { readonly skipped: string }> {
  const cover = await readCover(file, parsers);
  if ("skipped" in cover) return cover;
  if (content !== undefined && cover.content !== content) return { skipped: "changed-since" };
  if (!distortion) return cover;
  const { strength, seed } = distortion;
  const { jpeg } = await distort(cover.picture.work, { strength: strengths[strength], seed });
  const picture = await decodePicture(jpeg);
  // Nothing but the picture shall say what it is: what names say is weighed by the answers of people alone.
  return {
    content: contentOf(jpeg),
    picture,
    page: null,
    pages: null,
    hints: {},
    rightToLeft: false,
    notes: [],
  };
}
