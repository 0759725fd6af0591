import type { Stores } from "../../../stores/sqlite/open.ts";
import type { CoverEmbedder } from "../../embedding/cover-embedder.ts";
import { type Batch, batchStage, type CheckpointOf, type Each } from "../../flow/stage.ts";
import { colourSignature } from "../../images/colour-signature.ts";
import { perceptualHash } from "../../images/perceptual-hash.ts";
import { makePreview } from "../../images/preview.ts";
import { resizeWork } from "../../images/resize.ts";
import type { IssueHints } from "./issue.ts";
import { readCover } from "./sources/read-cover.ts";
import type { SourceFile } from "./sources/walk.ts";

/** What is kept of a cover once it was read: enough to compare it without opening its file again. */
export interface CoverFeatures {
  /** Hash of the cover picture's bytes. */
  readonly content: string;
  /** Perceptual hash, hexadecimal. */
  readonly hash: string;
  /** Colour signature, hexadecimal. */
  readonly colour: string;
  readonly width: number;
  readonly height: number;
  /** The page of the archive that was taken. */
  readonly page: string | null;
  readonly hints: IssueHints;
}

/** What a cover carries through the first two stages. */
export interface CoverTravel {
  readonly file: SourceFile;
  readonly features?: CoverFeatures;
  /** In the shape of the embedder's recipe; only while its vector is wanted. */
  readonly pixels?: Uint8Array;
  readonly vector?: Float32Array;
}

/** Raised when what is kept of a cover changes, so that it is read again. */
const featuresVersion = 1;

/** Reads a comic or a cover: file → picture → features, preview and, where the vector is missing, pixels. */
export function readStage<Travel extends CoverTravel>(
  stores: Stores,
  embedder: CoverEmbedder,
  options: { readonly concurrency: number; readonly force: boolean },
): Each<Travel> {
  const { ledger, previews, vectors } = stores;
  const checkpoint: CheckpointOf<Travel> = {
    key: (_item, { file }) => `cover/${featuresVersion}/${file.size}/${file.modifiedMs}/${file.path}`,
    get: (key) => {
      const features = ledger.checkpoints.get<CoverFeatures>(key);
      if (!features || options.force || !vectors.has(embedder.space.id, features.content)) return undefined;
      return { features } as Partial<Travel>;
    },
    put: (key, { features }) => {
      if (features) ledger.checkpoints.put(key, { ...features, hints: { ...features.hints } });
    },
  };
  return {
    kind: "each",
    name: "read",
    concurrency: options.concurrency,
    checkpoint,
    run: async (_item, { file }, context) => {
      const cover = await readCover(file);
      if ("skipped" in cover) return { skip: cover.skipped };
      for (const note of cover.notes) context.note(note.code, { ...note.data, item: file.path });
      const { picture, content } = cover;
      const { recipe } = embedder;
      const [pixels, preview] = await Promise.all([
        resizeWork(picture, recipe.width, recipe.height, recipe.fit, recipe.kernel),
        makePreview(picture),
      ]);
      const features: CoverFeatures = {
        content,
        hash: perceptualHash(picture).toHex(),
        colour: colourSignature(picture).toHex(),
        width: picture.width,
        height: picture.height,
        page: cover.page,
        hints: cover.hints,
      };
      return {
        travel: { features, pixels } as Partial<Travel>,
        saves: [() => previews.put(content, preview)],
      };
    },
  };
}

/** Makes the vector of a cover that has none in the embedder's space. */
export function embedStage<Travel extends CoverTravel>(
  stores: Stores,
  embedder: CoverEmbedder,
): Batch<Travel> {
  const { id } = embedder.space;
  const { hosts, provider } = embedder.device;
  return batchStage<Travel, Uint8Array, Float32Array>({
    kind: "batch",
    name: "embed",
    concurrency: hosts,
    maxParts: provider === "cpu" ? 32 : 128,
    waitMs: 50,
    parts: (_item, { pixels }) => (pixels ? [pixels] : []),
    run: (pixels, { signal }) => embedder.embed(pixels, { signal }),
    gather: (_item, { features }, [vector]) => {
      if (!vector || !features) return {};
      const { content } = features;
      return {
        // The pixels have served; keeping them would hold memory until the item ends.
        travel: { vector, pixels: undefined } as unknown as Partial<Travel>,
        saves: [() => stores.vectors.put(id, content, vector)],
      };
    },
  });
}
