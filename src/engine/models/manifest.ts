import { join } from "node:path";
import { z } from "zod";
import { LoteError } from "../errors/lote-error.ts";
import type { Scale } from "../matching/evidence.ts";

/** The folder of the manifest and of the graphs that lote carries with it. */
export const modelsFolder = join(import.meta.dir, "../../../models");

/** How a picture becomes a model's input; the images module does it, the model's own graph normalises. */
export const recipeSchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  fit: z.enum(["fill", "cover", "contain"]),
  kernel: z.enum(["nearest", "linear", "cubic", "mitchell", "lanczos2", "lanczos3"]),
  colour: z.literal("srgb"),
  /** Bytes in the order height, width, channel, pictures of a batch one behind the other. */
  layout: z.literal("uint8-hwc"),
});
export type Recipe = z.infer<typeof recipeSchema>;

const file = {
  name: z.string(),
  description: z.string(),
  /** In the models folder. */
  file: z.string().regex(/^[\w.-]+$/),
  /** Where the file comes from: a script of this repository, or the page it is pulled from. */
  source: z.string(),
  /** Bytes. */
  size: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  licence: z.string(),
  commercialUse: z.boolean(),
  precision: z.enum(["fp32", "fp16", "int8"]),
};

const coverEmbedSchema = z.object({
  purpose: z.literal("cover-embed"),
  ...file,
  /** `1`: one picture a call, for graphs whose result depends on the other pictures of the call. */
  batch: z.union([z.literal("any"), z.literal(1)]),
  input: z.object({
    name: z.string(),
    type: z.literal("uint8"),
    shape: z.array(z.number().int().positive()),
  }),
  /** `unitLength`: the graph normalises its vectors itself. */
  output: z.object({
    name: z.string(),
    type: z.literal("float32"),
    shape: z.array(z.number().int().positive()),
    unitLength: z.boolean(),
  }),
  recipe: recipeSchema,
  dimensions: z.number().int().positive(),
  /** Where the cosines of this model's space lie: see {@link Scale}. Measured on a labelled set. */
  scale: z.object({
    suggest: z.number().min(-1).max(1),
    medium: z.object({ cosine: z.number(), margin: z.number() }),
    strong: z.object({ cosine: z.number(), margin: z.number() }),
  }),
});

const topKSchema = z.object({ purpose: z.literal("top-k"), ...file });

const manifestSchema = z.object({
  version: z.literal(1),
  models: z.array(z.discriminatedUnion("purpose", [coverEmbedSchema, topKSchema])),
});

export type CoverEmbedModel = z.infer<typeof coverEmbedSchema> & { readonly scale: Scale };
export type ModelEntry = z.infer<typeof manifestSchema>["models"][number];
export type ModelPurpose = ModelEntry["purpose"];
export type Manifest = z.infer<typeof manifestSchema>;

/** Reads `manifest.json` of a models folder. @throws LoteError `model-broken` where it is not a manifest. */
export async function readManifest(folder: string = modelsFolder): Promise<Manifest> {
  try {
    return manifestSchema.parse(await Bun.file(join(folder, "manifest.json")).json());
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new LoteError("model-broken", { model: "manifest.json", detail }, { cause: error });
  }
}

/**
 * The model of a purpose: the named one, or the first, which is the default.
 *
 * @throws LoteError `model-unknown` naming those that there are.
 */
export function findModel<P extends ModelPurpose>(
  { models }: Manifest,
  purpose: P,
  name?: string,
): Extract<ModelEntry, { purpose: P }> {
  const fitting = models.filter(
    (entry): entry is Extract<ModelEntry, { purpose: P }> => entry.purpose === purpose,
  );
  const found = name === undefined ? fitting[0] : fitting.find((entry) => entry.name === name);
  if (found) return found;
  const known = fitting.map((entry) => entry.name).join(", ");
  throw new LoteError("model-unknown", { model: name ?? purpose, known });
}
