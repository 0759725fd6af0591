/**
 * transformers.js in a process of its own: `bun rival-process.ts FOLDER MODELS`, FOLDER where it is installed, MODELS
 * where the model `rival` lies. Each line on its input is a JSON list of files, whose vectors it makes eight at a time
 * as its documentation shows; it prints what that cost. `{ "tensor": FILE, "to": FILE }` writes what it makes of one
 * picture before the model sees it.
 */
import { z } from "zod";

interface Tensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}
interface Inputs {
  readonly pixel_values: Tensor;
}
/** What is used of the package; it is not one of this project's. */
interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  readonly AutoProcessor: { from_pretrained(name: string): Promise<(images: unknown) => Promise<Inputs>> };
  readonly CLIPVisionModelWithProjection: {
    from_pretrained(
      name: string,
      options: object,
    ): Promise<(inputs: Inputs) => Promise<{ image_embeds: Tensor }>>;
  };
  readonly RawImage: { read(path: string): Promise<unknown> };
}

const batch = 8;
const [folder = "", models = ""] = process.argv.slice(2);
const entry = Bun.resolveSync("@huggingface/transformers", folder);
const { env, AutoProcessor, CLIPVisionModelWithProjection, RawImage } = (await import(entry)) as Transformers;
env.allowRemoteModels = false;
env.localModelPath = models;
const processor = await AutoProcessor.from_pretrained("rival");
const model = await CLIPVisionModelWithProjection.from_pretrained("rival", { dtype: "fp32", device: "cpu" });

const request = z.union([z.array(z.string()), z.object({ tensor: z.string(), to: z.string() })]);
for await (const line of console) {
  if (line === "") break;
  const asked = request.parse(JSON.parse(line));
  if (!Array.isArray(asked)) {
    const { pixel_values } = await processor([await RawImage.read(asked.tensor)]);
    await Bun.write(asked.to, new Uint8Array(pixel_values.data.slice().buffer));
    console.log("{}");
    continue;
  }
  const wall = performance.now();
  const before = process.cpuUsage();
  for (let from = 0; from < asked.length; from += batch) {
    const images = await Promise.all(asked.slice(from, from + batch).map((file) => RawImage.read(file)));
    const { image_embeds } = await model(await processor(images));
    if (image_embeds.dims[1] !== 512) throw new Error("not the vectors that were asked for");
  }
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ wallMs: performance.now() - wall, cpuMs: (user + system) / 1000 }));
}
