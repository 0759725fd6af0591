import { join } from "node:path";
import { z } from "zod";
import { viewNames } from "../embedding/views.ts";
import { LoteError } from "../errors/lote-error.ts";
import type { Scale } from "../matching/evidence.ts";
import { faceDetectSchema, faceEmbedSchema, facePartSchema } from "./face-entries.ts";
import { type ModelFolders, modelFolders } from "./folders.ts";
import { modelFacts, modelFileName } from "./model-facts.ts";
import { readPins } from "./pins.ts";
import { recipeSchema } from "./recipe.ts";
import { type ModelFile, modelFileSchema, sourceSchema } from "./sources.ts";
import { type TokenizerFacts, textEmbedSchema, tokenizerEntries } from "./text-entries.ts";

const coverEmbedSchema = z.object({
  purpose: z.literal("cover-embed"),
  ...modelFacts,
  /** `1`: one picture a call, for graphs whose result depends on the other pictures of the call. */
  batch: z.union([z.literal("any"), z.literal(1)]),
  /** The graph's only input; its type and shape follow from the recipe. */
  input: z.strictObject({ name: z.string() }),
  /**
   * The output that holds the vectors, float32 [n, dimensions], by name: a graph may have others that look alike
   * (CLIP's `pooler_output` beside `image_embeds`). `unitLength`: the graph normalises its vectors itself.
   */
  output: z.strictObject({ name: z.string(), unitLength: z.boolean() }),
  dimensions: z.number().int().positive(),
  recipe: recipeSchema,
  /** The views of a cover that are compared where nobody says otherwise: each costs a vector. */
  views: z.array(z.enum(viewNames)).min(1).readonly().default(["whole"]),
  /** Where the cosines of this model's space lie: see {@link Scale}. Measured on a labelled set. */
  scale: z.object({
    suggest: z.number().min(-1).max(1),
    medium: z.object({ cosine: z.number(), margin: z.number() }),
    strong: z.object({ cosine: z.number(), margin: z.number() }),
  }),
});

const topKSchema = z.object({ purpose: z.literal("top-k"), ...modelFacts });

const manifestSchema = z.object({
  version: z.literal(2),
  /** By their names in the models folder. */
  files: z.record(modelFileName, modelFileSchema),
  models: z.array(
    z.discriminatedUnion("purpose", [
      coverEmbedSchema,
      topKSchema,
      faceDetectSchema,
      facePartSchema,
      faceEmbedSchema,
      textEmbedSchema,
    ]),
  ),
});

/** Of a person's own files lote need not know where they come from: they are there. */
const addedManifestSchema = manifestSchema.extend({
  files: z.record(modelFileName, modelFileSchema.extend({ sources: z.array(sourceSchema).default([]) })),
});

type Parsed = z.infer<typeof manifestSchema>;
type OwnFacts = Parsed["models"][number] | TokenizerFacts;

/** A model with what is known of its file; `pinned`: its hash is that of the first file that was pulled. */
export type ModelEntry = OwnFacts & ModelFile & { readonly pinned: boolean };
export type CoverEmbedModel = Extract<ModelEntry, { purpose: "cover-embed" }> & { readonly scale: Scale };
export type FaceDetectModel = Extract<ModelEntry, { purpose: "face-detect" }>;
export type FaceEmbedModel = Extract<ModelEntry, { purpose: "face-embed" }>;
export type FacePart = Extract<ModelEntry, { purpose: "face-part" }>;
export type TextEmbedModel = Extract<ModelEntry, { purpose: "text-embed" }>;
export type ModelPurpose = ModelEntry["purpose"];
export interface Manifest {
  readonly models: readonly ModelEntry[];
}

/** The person's own manifest, beside the pulled models: its models come after lote's. */
export const addedManifestName = "models.json";

/**
 * Reads the manifest, and the one with which a person adds models of their own. A model whose hash it does not know
 * has the one that was pinned when it was pulled; until then it has none.
 *
 * @throws LoteError `model-broken` where one is not a manifest, a model's file is in neither, or the person's own
 * describes again what lote's describes already.
 */
export async function readManifest(folders: ModelFolders = modelFolders()): Promise<Manifest> {
  const own = await parsed(manifestSchema, join(folders.carried, "manifest.json"));
  const added = await readAdded(join(folders.pulled, addedManifestName), own);
  const files = { ...own.files, ...added.files };
  const pins = await readPins(folders.pulled);
  return {
    models: [...own.models, ...added.models]
      .flatMap(withTokenizer)
      .filter(isFirst)
      .map((model) => {
        const file = files[model.file];
        if (!file) throw broken("manifest.json", `${model.name}: ${model.file} is not described`);
        const pin = file.sha256 === undefined ? pins[model.file] : undefined;
        return { ...model, ...file, ...pin, pinned: pin !== undefined };
      }),
  };
}

/** A network of texts does not work without the files of its tokenizer, which are entries too. */
function withTokenizer(model: Parsed["models"][number]): OwnFacts[] {
  if (model.purpose !== "text-embed") return [model];
  const files = tokenizerEntries(model);
  return [{ ...model, needs: [...(model.needs ?? []), ...files.map(({ name }) => name)] }, ...files];
}

/** Two networks may have the same tokenizer. */
function isFirst({ name }: OwnFacts, at: number, all: readonly OwnFacts[]): boolean {
  return all.findIndex((model) => model.name === name) === at;
}

async function readAdded(path: string, own: Parsed): Promise<Parsed> {
  if (!(await Bun.file(path).exists())) return { version: 2, files: {}, models: [] };
  const added = await parsed(addedManifestSchema, path);
  const names = new Set([...Object.keys(own.files), ...own.models.map(({ name }) => name)]);
  const again = [...Object.keys(added.files), ...added.models.map(({ name }) => name)].find((name) =>
    names.has(name),
  );
  if (again !== undefined) throw broken(path, `${again} is lote's own`);
  return added;
}

async function parsed(schema: z.ZodType<Parsed>, path: string): Promise<Parsed> {
  try {
    return schema.parse(await Bun.file(path).json());
  } catch (error) {
    if (error instanceof z.ZodError) throw broken(path, z.prettifyError(error), error);
    throw broken(path, error instanceof Error ? error.message : String(error), error);
  }
}

function broken(model: string, detail: string, cause?: unknown): LoteError {
  return new LoteError("model-broken", { model, detail }, { cause });
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
