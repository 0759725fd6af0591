import onnxProto from "onnx-proto";

const { onnx } = onnxProto;
const { DataType } = onnx.TensorProto;

/** The ONNX operator set that the project's graphs are written in. */
const OPSET = 17;
/** The file format version that goes with it. */
const IR_VERSION = 8;

export const FLOAT = DataType.FLOAT;
export const UINT8 = DataType.UINT8;
export const INT64 = DataType.INT64;

/** A dimension is a number, or a name when it is free (the batch). */
export type Shape = readonly (number | string)[];

type AttributeValue = number | { readonly float: number } | readonly number[];

/**
 * Writes an ONNX graph node by node. A thin layer over the generated protobuf classes: names come from a counter
 * and nothing depends on time or machine, so the same calls give the same bytes.
 */
export class GraphBuilder {
  readonly #nodes: onnxProto.onnx.INodeProto[] = [];
  readonly #constants: onnxProto.onnx.ITensorProto[] = [];
  readonly #inputs: onnxProto.onnx.IValueInfoProto[] = [];
  readonly #outputs: onnxProto.onnx.IValueInfoProto[] = [];

  input(name: string, elementType: number, shape: Shape): string {
    this.#inputs.push(valueInfo(name, elementType, shape));
    return name;
  }

  /** Names the value that leaves the graph; `value` is renamed by an Identity node, which runtimes remove. */
  output(name: string, value: string, elementType: number, shape: Shape): void {
    this.#nodes.push(node("Identity", [value], [name], {}));
    this.#outputs.push(valueInfo(name, elementType, shape));
  }

  floats(values: Iterable<number>, shape: readonly number[]): string {
    const data = Float32Array.from(values);
    return this.#constant(FLOAT, shape, new Uint8Array(data.buffer));
  }

  integers(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.#constant(INT64, [values.length], new Uint8Array(data.buffer));
  }

  /** Adds a node with one output and returns the output's name. */
  add(operator: string, inputs: readonly string[], attributes: Record<string, AttributeValue> = {}): string {
    const [first] = this.addMany(operator, inputs, 1, attributes);
    return first as string;
  }

  addMany(
    operator: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Record<string, AttributeValue> = {},
  ): string[] {
    const at = this.#nodes.length;
    const names = Array.from({ length: outputs }, (_, i) => `${operator.toLowerCase()}_${at}_${i}`);
    this.#nodes.push(node(operator, inputs, names, attributes));
    return names;
  }

  /** The finished file. */
  toBytes(name: string, description: string): Uint8Array {
    const model = onnx.ModelProto.create({
      irVersion: IR_VERSION,
      producerName: "lote",
      docString: description,
      opsetImport: [{ domain: "", version: OPSET }],
      graph: {
        name,
        node: this.#nodes,
        initializer: this.#constants,
        input: this.#inputs,
        output: this.#outputs,
      },
    });
    return onnx.ModelProto.encode(model).finish();
  }

  #constant(elementType: number, shape: readonly number[], rawData: Uint8Array): string {
    const name = `constant_${this.#constants.length}`;
    this.#constants.push({ name, dataType: elementType, dims: [...shape], rawData });
    return name;
  }
}

function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Record<string, AttributeValue>,
): onnxProto.onnx.INodeProto {
  const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value));
  return { name: output[0] ?? opType, opType, input: [...input], output: [...output], attribute };
}

function toAttribute(name: string, value: AttributeValue): onnxProto.onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === "number") return { name, type: AttributeType.INT, i: value };
  if ("float" in value) return { name, type: AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeType.INTS, ints: [...value] };
}

function valueInfo(name: string, elemType: number, shape: Shape): onnxProto.onnx.IValueInfoProto {
  const dim = shape.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
