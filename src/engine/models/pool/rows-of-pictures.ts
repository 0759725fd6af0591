import { LoteError } from "../../errors/lote-error.ts";
import type { ModelHost } from "../host/model-host.ts";
import type { HostTensor, NamedTensors } from "../host/tensor.ts";

/** A picture in the shape that a model takes: the bytes of its input tensor, without the batch dimension. */
export interface PoolPicture {
  readonly pixels: Uint8Array;
}

export interface RowsOfPictures {
  /** For messages. */
  readonly model: string;
  /** The graph's input: its name and the shape of one picture, bytes. */
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  /** The graph's output: one row of so many float32 numbers a picture. */
  readonly output: { readonly name: string; readonly dimensions: number };
}

/** What a pool runs for a graph that turns a batch of pictures into a row of numbers each. */
export function rowsOfPictures({ model, input, output }: RowsOfPictures) {
  return async (host: ModelHost, items: readonly PoolPicture[]): Promise<Float32Array[]> => {
    const outputs = await host.run({ [input.name]: stack(items, input.shape) });
    return rowsOf(outputs, items.length, model, output);
  };
}

/** The rows of the output, each with memory of its own: a kept row must not keep its whole batch. */
function rowsOf(
  outputs: NamedTensors,
  count: number,
  model: string,
  { name, dimensions }: RowsOfPictures["output"],
): Float32Array[] {
  const rows = outputs[name];
  if (rows?.type !== "float32" || rows.dims.join() !== `${count},${dimensions}`) {
    const has = rows ? `${rows.type} [${rows.dims.join(", ")}]` : "-";
    const detail = `${name} ${has} ≠ float32 [${count}, ${dimensions}]`;
    throw new LoteError("model-graph", { model, detail });
  }
  const { data } = rows;
  return Array.from({ length: count }, (_, at) => data.slice(at * dimensions, (at + 1) * dimensions));
}

/** The pictures as one tensor. */
function stack(items: readonly PoolPicture[], shape: readonly number[]): HostTensor {
  const length = shape.reduce((product, size) => product * size, 1);
  const data = new Uint8Array(items.length * length);
  items.forEach(({ pixels }, at) => {
    if (pixels.length !== length) {
      throw new LoteError("bug", { detail: `an item of ${pixels.length} bytes where ${length} are due` });
    }
    data.set(pixels, at * length);
  });
  return { type: "uint8", dims: [items.length, ...shape], data };
}
