import type { Previews } from "../../../../stores/sqlite/previews.ts";
import { inFront } from "../../../images/cover/halves.ts";
import type { Quad } from "../../../images/homography.ts";
import { decodePreview } from "../../../images/preview.ts";
import { Sketch } from "../../../matching/alignment/align.ts";
import { type CoverFeatures, frontKey } from "../cover-features.ts";

/** A sketch takes some 0.7 MB; comics of one folder tend to be near the same covers. */
const kept = 64;

/**
 * Sketches of stored previews, by content; those used last are kept. Of a cover that lies open the front half is
 * sketched: an advertisement on its back may show another comic's cover.
 */
export class Sketches {
  readonly #sketches = new Map<string, Promise<Sketch>>();

  constructor(private readonly previews: Previews) {}

  /** Undefined where there is no preview of the content. */
  async of(content: string): Promise<Sketch | undefined> {
    const known = this.#sketches.get(content);
    if (known) this.#sketches.delete(content);
    const preview = known ? undefined : this.#preview(content);
    const sketch = known ?? (preview && toSketch(preview));
    if (!sketch) return undefined;
    this.#sketches.set(content, sketch);
    const [oldest] = this.#sketches.keys();
    if (this.#sketches.size > kept && oldest !== undefined) this.#sketches.delete(oldest);
    return sketch;
  }

  /** Of a comic's own picture, which is asked for once; `preview` where it was made just now. */
  async ofComic(
    { content, preparation: { seen, layout } }: CoverFeatures,
    preview = this.#preview(content),
  ): Promise<Sketch | undefined> {
    return preview && toSketch(preview, seen && inFront(seen, layout));
  }

  #preview(content: string): Uint8Array | undefined {
    return this.previews.get(frontKey(content)) ?? this.previews.get(content);
  }
}

async function toSketch(preview: Uint8Array, seen?: Quad | null): Promise<Sketch> {
  return new Sketch(await decodePreview(preview), seen);
}
