import { z } from "zod";
import { normalisationSchema } from "../recipe.ts";
import { bytesOf, type HostTensor, type NamedTensors, tensorOver, tensorTypes } from "./tensor.ts";

/** Where a tensor lies in a message's payload; `offset` is a multiple of 8. */
const place = z.object({
  name: z.string(),
  type: z.enum(tensorTypes),
  dims: z.array(z.number().int().nonnegative()),
  offset: z.number().int().nonnegative().multipleOf(8),
  length: z.number().int().nonnegative(),
});
type Place = z.infer<typeof place>;

const id = z.number().int();

/** What a graph says of one of its inputs or outputs; null: a dimension that is free. */
const value = z.object({
  name: z.string(),
  type: z.string(),
  shape: z.array(z.number().int().nullable()),
});

/** What goes into a graph and what comes out. */
const signature = z.object({ inputs: z.array(value), outputs: z.array(value) });
export type Signature = z.infer<typeof signature>;

/** What lote asks of a model host. The first request is `load`; a host holds one model. */
export const requestSchema = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("load"),
    id,
    path: z.string(),
    provider: z.string(),
    threads: z.number().int(),
    /** The outputs that are wanted; all where left out. */
    outputs: z.array(z.string()).optional(),
    /** An input that is sent as pictures of bytes and normalised by the host. */
    pictures: z.object({ input: z.string(), normalisation: normalisationSchema }).optional(),
  }),
  /** `bound`: graph inputs that are taken from tensors bound before, by the names they were bound under. */
  z.object({ op: z.literal("run"), id, tensors: z.array(place), bound: z.record(z.string(), z.string()) }),
  /** Keeps the tensors in the host, under their names, until they are unbound. */
  z.object({ op: z.literal("bind"), id, tensors: z.array(place) }),
  z.object({ op: z.literal("unbind"), id, name: z.string() }),
]);
export type Request = z.infer<typeof requestSchema>;

/** The answer to the request of the same id; `cpuMs` is what the host's process has used since it started. */
export const responseSchema = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    id,
    tensors: z.array(place),
    /** In the answer to `load`. */
    signature: signature.optional(),
    cpuMs: z.number(),
  }),
  z.object({ ok: z.literal(false), id, message: z.string(), cpuMs: z.number() }),
]);
export type Response = z.infer<typeof responseSchema>;

/** Lays tensors out one behind the other, each at a multiple of 8. */
export function layOut(tensors: NamedTensors): { places: Place[]; parts: Uint8Array[]; length: number } {
  const places: Place[] = [];
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    const bytes = bytesOf(tensor);
    places.push({ name, type: tensor.type, dims: [...tensor.dims], offset, length: bytes.length });
    parts.push(bytes);
    const padding = -bytes.length & 7;
    if (padding > 0) parts.push(new Uint8Array(padding));
    offset += bytes.length + padding;
  }
  return { places, parts, length: offset };
}

/** The tensors of a payload, over its own memory. */
export function pickUp(places: readonly Place[], payload: Uint8Array): Record<string, HostTensor> {
  const tensors: Record<string, HostTensor> = {};
  for (const { name, type, dims, offset, length } of places) {
    const bytes = payload.subarray(offset, offset + length);
    if (bytes.length !== length) throw new RangeError(`the tensor ${name} reaches beyond its message`);
    tensors[name] = tensorOver(type, dims, bytes);
  }
  return tensors;
}
