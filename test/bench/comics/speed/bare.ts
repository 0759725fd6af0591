import { join } from "node:path";
import { type Cost, costSchema } from "./cost.ts";
import { LineProcess } from "./line-process.ts";

/** More pictures a call gain nothing on a processor. */
const batch = 8;

/** A model run by onnxruntime alone, on tensors that lie ready: what no way to its vectors can be cheaper than. */
export class BareModel {
  readonly #process: LineProcess;

  constructor(path: string, input: string, threads: number) {
    const program = join(import.meta.dir, "bare-model.ts");
    this.#process = new LineProcess(program, [path, input, String(batch), String(threads)]);
  }

  async run(pictures: number): Promise<Cost> {
    return costSchema.parse(await this.#process.ask(String(pictures)));
  }

  close(): Promise<void> {
    return this.#process.close();
  }
}
