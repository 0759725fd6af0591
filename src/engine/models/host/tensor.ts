/** The element types that cross the pipe between lote and a model host. */
export const tensorTypes = ["float32", "uint8", "int64"] as const;
export type TensorType = (typeof tensorTypes)[number];

/** Numbers with a shape; `data.length` is the product of `dims`, row-major. */
export type HostTensor =
  | { readonly type: "float32"; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: "uint8"; readonly dims: readonly number[]; readonly data: Uint8Array }
  | { readonly type: "int64"; readonly dims: readonly number[]; readonly data: BigInt64Array };

export type NamedTensors = Readonly<Record<string, HostTensor>>;

/** Makes a tensor over `bytes` without copying; `byteOffset` is a multiple of 8. */
export function tensorOver(
  type: TensorType,
  dims: readonly number[],
  { buffer, byteOffset, byteLength }: Uint8Array,
): HostTensor {
  switch (type) {
    case "float32":
      return { type, dims, data: new Float32Array(buffer, byteOffset, byteLength / 4) };
    case "uint8":
      return { type, dims, data: new Uint8Array(buffer, byteOffset, byteLength) };
    case "int64":
      return { type, dims, data: new BigInt64Array(buffer, byteOffset, byteLength / 8) };
  }
}

/** The bytes behind a tensor, without copying. */
export function bytesOf({ data }: HostTensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
