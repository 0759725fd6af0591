import { LoteError } from "../errors/lote-error.ts";
import type { Signature } from "./host/messages.ts";
import type {
  CoverEmbedModel,
  FaceDetectModel,
  FaceEmbedModel,
  FacePart,
  TextEmbedModel,
} from "./manifest.ts";
import { pictureShape } from "./recipe.ts";
import { textInputs } from "./text-entries.ts";

type Value = Signature["inputs"][number];

/**
 * Holds a loaded graph against the manifest's entry: its only input, the output by its name, their types and shapes.
 * A dimension that the graph leaves free fits.
 *
 * @throws LoteError `model-graph` with what the file has and what the entry says
 */
export function checkGraph(model: CoverEmbedModel, { inputs, outputs }: Signature): void {
  const { name, batch, input, output, dimensions, recipe } = model;
  const refuse = refusing(name);
  const [height, width, channels] = pictureShape(recipe);
  const count = batch === 1 ? 1 : null;
  const taken: Value =
    recipe.layout === "uint8-hwc"
      ? { name: input.name, type: "uint8", shape: [count, height, width, channels] }
      : { name: input.name, type: "float32", shape: [count, channels, height, width] };
  const given: Value = { name: output.name, type: "float32", shape: [count, dimensions] };
  const [only] = inputs;
  if (!only || inputs.length > 1 || !fits(only, taken))
    refuse(inputs.map(inWords).join(", "), inWords(taken));
  const found = outputs.find((value) => value.name === output.name);
  if (!found || !fits(found, given))
    refuse((found ? [found] : outputs).map(inWords).join(", "), inWords(given));
}

/**
 * Holds the graph of a network of faces against its entry: its only input with the channels where the entry has them,
 * and the outputs by their names; of an embedder also the sizes of both.
 *
 * @throws LoteError `model-graph`
 */
export function checkFaceGraph(
  model: FaceDetectModel | FacePart | FaceEmbedModel,
  { inputs, outputs }: Signature,
): void {
  const refuse = refusing(model.name);
  const { name, channels, axes = "nchw" } = model.input;
  const [only] = inputs;
  const embeds = model.purpose === "face-embed";
  const sizes: Readonly<Record<string, number | null>> = {
    n: embeds && model.batch === 1 ? 1 : null,
    c: channels === "grey" ? 1 : 3,
    h: embeds ? model.height : null,
    w: embeds ? model.width : null,
  };
  const shape = [...axes].map((axis) => sizes[axis] ?? null);
  const wanted: Value = { name, type: "float32", shape };
  // What the entry leaves open fits whatever the graph says; but three rows or columns are channels in a wrong place.
  const free = (size: number | null, at: number) => shape[at] === null && (size !== 3 || axes[at] === "n");
  const graph = only && { ...only, shape: only.shape.map((size, at) => (free(size, at) ? null : size)) };
  if (!graph || inputs.length > 1 || !fits(graph, wanted))
    refuse(inputs.map(inWords).join(", "), inWords(wanted));
  if (!embeds) {
    const missing = Object.values(model.outputs).find(
      (output) => !outputs.some((value) => value.name === output),
    );
    if (missing !== undefined) refuse(outputs.map(inWords).join(", "), missing);
    return;
  }
  const given = outputOf(model, outputs);
  const vectors: Value = { name: given?.name ?? "?", type: "float32", shape: [null, model.dimensions] };
  if (!given || !fits({ ...given, shape: [null, given.shape[1] ?? null] }, vectors))
    refuse((given ? [given] : outputs).map(inWords).join(", "), inWords(vectors));
}

/**
 * Holds the graph of a network of texts against its entry: ids and mask go in, and types where it takes them, any
 * number of texts and tokens; numbers for each text, or for each token, come out.
 *
 * @throws LoteError `model-graph`
 */
export function checkTextGraph(model: TextEmbedModel, { inputs, outputs }: Signature): void {
  const refuse = refusing(model.name);
  const count = model.batch === 1 ? 1 : null;
  const { ids, mask, types } = textInputs;
  const taken = [ids, mask, types].map((name): Value => ({ name, type: "int64", shape: [count, null] }));
  const isTaken = (input: Value) => taken.some((value) => fits(input, value));
  if (!inputs.every(isTaken) || ![ids, mask].every((name) => inputs.some((input) => input.name === name)))
    refuse(inputs.map(inWords).join(", "), taken.map(inWords).join(", "));
  const given = outputOf(model, outputs);
  const shape = model.pooling === "none" ? [count, model.dimensions] : [count, null, model.dimensions];
  const vectors: Value = { name: given?.name ?? model.output.name ?? "?", type: "float32", shape };
  if (!given || !fits(given, vectors))
    refuse((given ? [given] : outputs).map(inWords).join(", "), inWords(vectors));
}

/** The output that holds the vectors: the named one, or the graph's only one. */
export function outputOf(
  { output }: FaceEmbedModel | TextEmbedModel,
  outputs: Signature["outputs"],
): Value | undefined {
  if (output.name === undefined) return outputs.length === 1 ? outputs[0] : undefined;
  return outputs.find(({ name }) => name === output.name);
}

function refusing(model: string) {
  return (has: string, wanted: string): never => {
    throw new LoteError("model-graph", { model, detail: `${has} ≠ ${wanted}` });
  };
}

function fits(graph: Value, wanted: Value): boolean {
  return (
    graph.name === wanted.name &&
    graph.type === wanted.type &&
    (graph.shape.length === 0 || graph.shape.length === wanted.shape.length) &&
    graph.shape.every((size, at) => size === null || size === wanted.shape[at])
  );
}

/** `pixel_values float32 [?, 3, 224, 224]` */
function inWords({ name, type, shape }: Value): string {
  return `${name} ${type} [${shape.map((size) => size ?? "?").join(", ")}]`;
}
