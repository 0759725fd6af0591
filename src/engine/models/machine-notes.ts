import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { arch, cpus, hostname, platform, totalmem } from "node:os";
import { z } from "zod";
import { writeWhole } from "../files/write-whole.ts";

const notesSchema = z.object({
  version: z.literal(1),
  machine: z.string(),
  /** What came of trying an execution provider. */
  providers: z.record(z.string(), z.object({ works: z.boolean(), detail: z.string() })),
  /** The fastest layout found, by model and provider. */
  layouts: z.record(
    z.string(),
    z.object({
      hosts: z.number().int().positive(),
      threads: z.number().int().positive(),
      itemsPerSecond: z.number().positive(),
    }),
  ),
});
type Notes = z.infer<typeof notesSchema>;

/** Hosts × threads, and the speed it was chosen for. */
export type Layout = Notes["layouts"][string];
/** Whether an execution provider works here, and why not. */
export type Proof = Notes["providers"][string];

/**
 * What lote learned about this machine and would rather not find out again, in a small JSON file. Notes of another
 * machine (a workspace on a memory stick), of other drivers or in a form not known are as good as none.
 */
export class MachineNotes {
  readonly #path: string;
  readonly #notes: Notes;

  private constructor(path: string, notes: Notes) {
    this.#path = path;
    this.#notes = notes;
  }

  static async open(path: string, machine: string = machineIdentity()): Promise<MachineNotes> {
    const empty: Notes = { version: 1, machine, providers: {}, layouts: {} };
    try {
      const notes = notesSchema.parse(JSON.parse(await readFile(path, "utf8")));
      return new MachineNotes(path, notes.machine === machine ? notes : empty);
    } catch {
      return new MachineNotes(path, empty);
    }
  }

  proof(provider: string): Proof | undefined {
    return this.#notes.providers[provider];
  }

  layout(key: string): Layout | undefined {
    return this.#notes.layouts[key];
  }

  async keepProof(provider: string, proof: Proof): Promise<void> {
    this.#notes.providers[provider] = proof;
    await this.#write();
  }

  async keepLayout(key: string, layout: Layout): Promise<void> {
    this.#notes.layouts[key] = layout;
    await this.#write();
  }

  /** They only save time: where they cannot be written (a full or read-only disk) the run goes on without. */
  async #write(): Promise<void> {
    try {
      await writeWhole(this.#path, `${JSON.stringify(this.#notes, null, 2)}\n`);
    } catch {
      // See above.
    }
  }
}

/**
 * A short hash of all that decides which providers work here and how fast a model runs: the processor, memory,
 * graphics devices, and the libraries that onnxruntime finds.
 */
export function machineIdentity(): string {
  const devices = ["/dev", "/dev/dri"].flatMap((folder) =>
    listing(folder).filter((name) => /^(nvidia\d|renderD)/.test(name)),
  );
  const facts = [
    [hostname(), platform(), arch(), cpus()[0]?.model, navigator.hardwareConcurrency],
    Math.round(totalmem() / 2 ** 30),
    devices,
    runtimeFiles(),
    process.env.LD_LIBRARY_PATH ?? "",
  ];
  return new Bun.CryptoHasher("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 16);
}

/** Whether this machine shows a graphics device at all. */
export function hasGraphicsDevice(): boolean {
  if (platform() === "darwin" || existsSync("/dev/dxg")) return true;
  return listing("/dev").some((name) => /^nvidia\d/.test(name)) || listing("/dev/dri").length > 0;
}

/** Version and libraries of onnxruntime: CUDA is added to it as files. */
function runtimeFiles(): string[] {
  const entry = import.meta.resolve("onnxruntime-node");
  const folder = new URL(`../bin/napi-v6/${platform()}/${arch()}/`, entry).pathname;
  return listing(folder).map((name) => `${name} ${Bun.file(`${folder}${name}`).size}`);
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
