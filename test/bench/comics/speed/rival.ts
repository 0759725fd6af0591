import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openai } from "../../../fixtures/preprocessing/golden.ts";
import { type Cost, costSchema } from "./cost.ts";
import { LineProcess } from "./line-process.ts";

/** The version that the figures in the docs are of. */
const rivalPackage = "@huggingface/transformers@4.3.1";

/** transformers.js over the same ONNX file, in its own process. */
export class Rival {
  readonly #process: LineProcess;
  readonly #folder: string;

  /**
   * Installs it into the folder, which must be empty, from the registry that npm is configured for. Returns why it
   * could not be.
   */
  static async install(folder: string): Promise<string | null> {
    mkdirSync(folder, { recursive: true });
    await Bun.write(join(folder, "package.json"), "{}");
    const adding = Bun.spawn([process.execPath, "add", "--exact", rivalPackage], {
      cwd: folder,
      stdout: "ignore",
      stderr: "pipe",
    });
    const words = await adding.stderr.text();
    return (await adding.exited) === 0 ? null : (words.trim().split("\n").at(-1) ?? "bun add failed");
  }

  constructor(folder: string, model: string) {
    this.#folder = join(folder, `model-${Bun.hash(model).toString(36)}`);
    const files = join(this.#folder, "rival");
    mkdirSync(join(files, "onnx"), { recursive: true });
    symlinkSync(model, join(files, "onnx/vision_model.onnx"));
    const { mean, std } = openai;
    const square = { height: 224, width: 224 };
    write(join(files, "config.json"), { model_type: "clip", projection_dim: 512 });
    write(join(files, "preprocessor_config.json"), {
      image_processor_type: "CLIPImageProcessor",
      // Lanczos: what it calls bicubic has no antialias and lies half a pixel beside Pillow's, cosine 0.95 to 0.98.
      ...{ do_resize: true, size: { shortest_edge: 224 }, resample: 1 },
      ...{ do_center_crop: true, crop_size: square },
      ...{ do_rescale: true, rescale_factor: 1 / 255 },
      ...{ do_normalize: true, image_mean: mean, image_std: std },
    });
    this.#process = new LineProcess(join(import.meta.dir, "rival-process.ts"), [folder, this.#folder]);
  }

  /** Files to vectors, eight at a time. */
  async run(files: readonly string[]): Promise<Cost> {
    return costSchema.parse(await this.#process.ask(JSON.stringify(files)));
  }

  /** What it gives the model of a picture, [3, 224, 224]. */
  async tensorOf(file: string): Promise<Float32Array> {
    const to = join(this.#folder, "tensor");
    await this.#process.ask(JSON.stringify({ tensor: file, to }));
    return new Float32Array(await Bun.file(to).arrayBuffer());
  }

  close(): Promise<void> {
    return this.#process.close();
  }
}

function write(path: string, content: object): void {
  writeFileSync(path, JSON.stringify(content));
}
