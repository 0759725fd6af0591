import type { Json } from "../../../stores/ledger.ts";
import type { Stores } from "../../../stores/sqlite/open.ts";
import type { ConfinedPool } from "../../confined/confined-pool.ts";
import type { CoverEmbedder } from "../../embedding/cover-embedder.ts";
import { type ViewName, type ViewVectors, viewPixels, viewsOf } from "../../embedding/views.ts";
import { type Batch, batchStage, type CheckpointOf, type Each } from "../../flow/stage.ts";
import { colourSignature } from "../../images/colour-signature.ts";
import { frontOf } from "../../images/cover/halves.ts";
import { type PreparedCover, prepareCover } from "../../images/cover/prepare-cover.ts";
import { perceptualHash } from "../../images/perceptual-hash.ts";
import type { Picture } from "../../images/picture.ts";
import { makePreview } from "../../images/preview.ts";
import type { SourceFile } from "../../sources/walk.ts";
import type { IssueHints } from "./issue.ts";
import type { Cover } from "./sources/cover.ts";
import { readCover } from "./sources/read-cover.ts";

/** What is kept of a cover once it was read: enough to compare it without opening its file again. */
export interface CoverFeatures {
  /** Hash of the cover picture's bytes. */
  readonly content: string;
  /** Perceptual hash, hexadecimal; as the colours, of the front half where the cover lies open. */
  readonly hash: string;
  /** Colour signature, hexadecimal. */
  readonly colour: string;
  readonly width: number;
  readonly height: number;
  /** The page of the archive that was taken. */
  readonly page: string | null;
  /** How many pages the comic has; null for a picture. */
  readonly pages: number | null;
  readonly hints: IssueHints;
  /** What was done to the picture before it was compared. */
  readonly preparation: CoverPreparation;
}

/** All of a prepared cover but its picture. */
export type CoverPreparation = Omit<PreparedCover, "picture">;

/** What a cover carries through the first two stages. */
export interface CoverTravel {
  readonly file: SourceFile;
  readonly features?: CoverFeatures;
  /** Views in the shape of the embedder's recipe; only while their vectors are wanted. */
  readonly pixels?: readonly ViewPixels[];
  /** Those that were made just now. */
  readonly vectors?: ViewVectors;
  /** As it will be stored; only where the cover was read just now. */
  readonly preview?: Uint8Array;
  /** That of its front half, where it lies open. */
  readonly frontPreview?: Uint8Array;
}

/** A view of a cover on its way to the model. */
interface ViewPixels {
  readonly view: ViewName;
  readonly pixels: Uint8Array;
}

/** Raised when what is kept of a cover changes, so that it is read again. */
const featuresVersion = 5;

/** Reads a comic or a cover: file → picture → features, preview and, where the vector is missing, pixels. */
export function readStage<Travel extends CoverTravel>(
  stores: Stores,
  embedder: CoverEmbedder,
  parsers: ConfinedPool,
  options: {
    readonly concurrency: number;
    readonly force: boolean;
    /** Where the cover comes from; its file where left out. */
    readonly read?: (travel: Travel, parsers: ConfinedPool) => Promise<Cover | { readonly skipped: string }>;
  },
): Each<Travel> {
  const read = options.read ?? (({ file }: Travel) => readCover(file, parsers));
  const { ledger, previews, vectors } = stores;
  const { space } = embedder;
  const { id } = space;
  const keyOf = (file: SourceFile) => `cover/${featuresVersion}/${file.size}/${file.modifiedMs}/${file.path}`;
  const checkpoint: CheckpointOf<Travel> = {
    key: (_item, { file }) => keyOf(file),
    get: (key) => {
      const features = ledger.checkpoints.get<CoverFeatures>(key);
      if (!features || options.force) return undefined;
      if (!vectors.has(id, features.content, viewsOf(space, features.preparation.layout))) return undefined;
      return { features } as Partial<Travel>;
    },
    put: (key, { features }) => {
      if (features) ledger.checkpoints.put(key, { ...features } as unknown as Json);
    },
  };
  return {
    kind: "each",
    name: "read",
    concurrency: options.concurrency,
    checkpoint,
    run: async (_item, travel, context) => {
      const { file } = travel;
      const cover = await read(travel, parsers);
      if ("skipped" in cover) return { skip: cover.skipped };
      for (const note of cover.notes) context.note(note.code, { ...note.data, item: file.path });
      const { content } = cover;
      const prepared = prepareCover(cover.picture, cover);
      const { layout } = prepared;
      const views = viewsOf(space, layout);
      // A file that changed around its cover has its vectors already.
      const embedded = options.force ? undefined : vectors.of(id, content, views);
      const wanted = views.filter((view) => !embedded?.has(view));
      // What a run with another model has found out of the same picture holds for this one.
      const known = options.force ? undefined : ledger.checkpoints.get<CoverFeatures>(keyOf(file));
      const isKnown = known?.content === content && previews.has(content);
      const front = frontOf(prepared.picture, layout);
      const [pixels, preview, frontPreview] = await Promise.all([
        Promise.all(
          wanted.map(async (view) => ({
            view,
            pixels: await viewPixels(prepared.picture, view, embedder.recipe, layout),
          })),
        ),
        isKnown ? undefined : makePreview(prepared.picture),
        isKnown || front === prepared.picture ? undefined : makePreview(front),
      ]);
      const features = isKnown ? known : featuresOf(cover, prepared, front);
      return {
        travel: { features, pixels, preview, frontPreview } as unknown as Partial<Travel>,
        saves: [
          ...(preview ? [() => previews.put(content, preview)] : []),
          ...(frontPreview ? [() => previews.put(frontKey(content), frontPreview)] : []),
        ],
      };
    },
  };
}

/** Where the preview of a wraparound's front half is kept. */
export function frontKey(content: string): string {
  return `${content}/front`;
}

function featuresOf(
  { content, page, pages, hints }: Cover,
  { picture, ...preparation }: PreparedCover,
  front: Picture,
): CoverFeatures {
  return {
    content,
    hash: perceptualHash(front).toHex(),
    colour: colourSignature(front).toHex(),
    width: picture.width,
    height: picture.height,
    page,
    pages,
    hints,
    preparation,
  };
}

/** Makes the vectors that a cover lacks in the embedder's space. */
export function embedStage<Travel extends CoverTravel>(
  stores: Stores,
  embedder: CoverEmbedder,
): Batch<Travel> {
  const { id } = embedder.space;
  const { hosts, provider } = embedder.device;
  return batchStage<Travel, ViewPixels, Float32Array>({
    kind: "batch",
    name: "embed",
    concurrency: hosts,
    maxParts: provider === "cpu" ? 32 : 128,
    waitMs: 50,
    parts: (_item, { pixels = [] }) => pixels,
    run: (parts, { signal }) =>
      embedder.embed(
        parts.map(({ pixels }) => pixels),
        { signal },
      ),
    gather: (_item, { features, pixels = [] }, made) => {
      if (!features || made.length === 0) return {};
      const { content } = features;
      const vectors = new Map(
        pixels.flatMap(({ view }, at) => (made[at] ? [[view, made[at]] as const] : [])),
      );
      return {
        // The pixels have served; keeping them would hold memory until the item ends.
        travel: { vectors, pixels: undefined } as unknown as Partial<Travel>,
        saves: [...vectors].map(
          ([view, vector]) =>
            () =>
              stores.vectors.put(id, content, view, vector),
        ),
      };
    },
  });
}
