import type sharpModule from "sharp";

/** sharp's function, as `import sharp from "sharp"` gives it. */
export type Sharp = typeof sharpModule;

let loaded: Promise<Sharp> | undefined;

/**
 * The one door to sharp. It is imported on first use (about 50 ms), so that what only mentions pictures starts
 * at once, and is made safe before anything passes through it:
 *
 * - every loader is shut but the five that lote reads, each from memory only. By a path, SVG draws other files
 *   of the disk; the rarer loaders (TIFF, PDF, ImageMagick …) are where most advisories were.
 * - no cache of operations: a batch never sees the same picture twice, and the cache only holds memory.
 * - one thread for each picture: pictures run beside each other instead, which is faster for many.
 */
export function loadSharp(): Promise<Sharp> {
  loaded ??= import("sharp").then(({ default: sharp }) => {
    sharp.block({ operation: ["VipsForeignLoad"] });
    sharp.unblock({
      operation: [
        "VipsForeignLoadJpegBuffer",
        "VipsForeignLoadPngBuffer",
        "VipsForeignLoadWebpBuffer",
        "VipsForeignLoadHeifBuffer",
        "VipsForeignLoadNsgifBuffer",
      ],
    });
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  });
  return loaded;
}
