import { LoteError } from "../../errors/lote-error.ts";
import { outputOf } from "../check-graph.ts";
import type { ModelHost } from "../host/model-host.ts";
import type { HostTensor } from "../host/tensor.ts";
import type { TextEmbedModel } from "../manifest.ts";
import { textInputs } from "../text-entries.ts";

/** A text as its model's tokenizer gives it. */
export interface PoolText {
  /** Special tokens at both ends included. */
  readonly ids: readonly number[];
}

/**
 * What a pool runs for a graph of texts: shorter texts are filled up to the longest, which the mask tells; the rows of
 * the tokens become one of the text as the entry says.
 *
 * @param pad the tokenizer's id of nothing
 */
export function rowsOfTexts(model: TextEmbedModel, pad: number) {
  return async (host: ModelHost, texts: readonly PoolText[]): Promise<Float32Array[]> => {
    const { inputs, outputs } = host.signature;
    const all = tensorsOf(texts, pad);
    const feeds = Object.fromEntries(
      inputs.flatMap(({ name }) => (name in all ? [[name, all[name as keyof typeof all]]] : [])),
    );
    const output = outputOf(model, outputs)?.name ?? "";
    const rows = (await host.run(feeds))[output];
    const tokens = all[textInputs.ids].dims[1] ?? 0;
    const due = [texts.length, ...(model.pooling === "none" ? [] : [tokens]), model.dimensions];
    if (rows?.type !== "float32" || rows.dims.join() !== due.join()) {
      const has = rows ? `${rows.type} [${rows.dims.join(", ")}]` : "-";
      const detail = `${output} ${has} ≠ float32 [${due.join(", ")}]`;
      throw new LoteError("model-graph", { model: model.name, detail });
    }
    const { data } = rows;
    return texts.map(({ ids }, at) => pooled(data, at, tokens, ids.length, model));
  };
}

function tensorsOf(texts: readonly PoolText[], pad: number) {
  const tokens = texts.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const dims = [texts.length, tokens];
  const make = (fill: bigint): HostTensor & { readonly type: "int64" } => ({
    type: "int64",
    dims,
    data: new BigInt64Array(texts.length * tokens).fill(fill),
  });
  const [ids, mask, types] = [make(BigInt(pad)), make(0n), make(0n)];
  texts.forEach((text, at) => {
    ids.data.set(text.ids.map(BigInt), at * tokens);
    mask.data.fill(1n, at * tokens, at * tokens + text.ids.length);
  });
  return { [textInputs.ids]: ids, [textInputs.mask]: mask, [textInputs.types]: types };
}

/** The vector of one text, with memory of its own: a kept row must not keep its whole batch. */
function pooled(
  data: Float32Array,
  text: number,
  tokens: number,
  own: number,
  { pooling, dimensions }: TextEmbedModel,
): Float32Array {
  if (pooling === "none") return data.slice(text * dimensions, (text + 1) * dimensions);
  const from = text * tokens * dimensions;
  const vector = data.slice(from, from + dimensions);
  if (pooling === "cls") return vector;
  for (let token = 1; token < own; token++) {
    const at = from + token * dimensions;
    for (let place = 0; place < dimensions; place++)
      vector[place] = (vector[place] as number) + (data[at + place] as number);
  }
  return vector.map((sum) => sum / own);
}
