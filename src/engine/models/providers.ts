import { ModelHost, type ProviderName } from "./host/model-host.ts";
import { hasGraphicsDevice, type MachineNotes, type Proof } from "./machine-notes.ts";
import { findModel, readManifest } from "./manifest.ts";
import { pictureShape } from "./recipe.ts";
import { verifyModel } from "./verify.ts";

/** Execution providers, in the order in which they are tried. */
export const providerNames = ["cuda", "webgpu", "cpu"] as const satisfies readonly ProviderName[];

/** What a person is told, in the languages lote speaks. */
export interface Note {
  readonly en: string;
  readonly es: string;
}

/** The provider to use, and the one line to show where it is not the one that was hoped for. */
export interface ProviderChoice {
  readonly provider: ProviderName;
  readonly note?: Note;
}

/** A provider that has not answered by then hangs, milliseconds. The first start of CUDA takes seconds. */
const deadlineMs = 30_000;

const proofs = new Map<ProviderName, Promise<Proof>>();

/**
 * Whether an execution provider works here: a tiny model has really run on it, in a child process whose output is
 * captured. The runtime's own list of backends says "webgpu" even where there is no graphics device.
 *
 * Tried once a process; with `notes`, once a machine, unless `fresh`.
 */
export async function proveProvider(
  name: ProviderName,
  { notes, fresh = false }: { notes?: MachineNotes; fresh?: boolean } = {},
): Promise<Proof> {
  const noted = fresh ? undefined : notes?.proof(name);
  if (noted) return noted;
  const running = fresh ? undefined : proofs.get(name);
  const proving = running ?? tryOut(name);
  proofs.set(name, proving);
  const proof = await proving;
  await notes?.keepProof(name, proof);
  return proof;
}

/**
 * The provider to use: the wanted one where it works, else the first of {@link providerNames} that does. A machine
 * without any graphics device uses its processor without a word; otherwise a fallback says so in one line.
 *
 * @param wanted `auto`, or the one that `LOTE_DEVICE` or `--device` names.
 */
export async function chooseProvider(
  wanted: ProviderName | "auto",
  prove: (name: ProviderName) => Promise<Proof>,
): Promise<ProviderChoice> {
  const forced = wanted !== "auto";
  const failed: { name: ProviderName; detail: string }[] = [];
  for (const name of forced ? [wanted] : providerNames) {
    const proof: Proof = name === "cpu" ? { works: true, detail: "" } : await prove(name);
    if (!proof.works) {
      failed.push({ name, detail: proof.detail });
      continue;
    }
    return {
      provider: name,
      ...(failed.length > 0 && hasGraphicsDevice() ? { note: noteOf(failed, name) } : {}),
    };
  }
  return { provider: "cpu", note: noteOf(failed, "cpu") };
}

function noteOf(failed: readonly { name: string; detail: string }[], used: ProviderName): Note {
  const why = failed.map(({ name, detail }) => `${name}: ${detail}`).join("; ");
  return { en: `Using ${used} instead: ${why}.`, es: `Se usa ${used} en su lugar: ${why}.` };
}

async function tryOut(provider: ProviderName): Promise<Proof> {
  const model = findModel(await readManifest(), "cover-embed");
  const { path } = await verifyModel(model);
  const starting = ModelHost.start({ model: model.name, path, provider, threads: 1 });
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => deadline.reject(new Error("no answer in time")), deadlineMs);
  try {
    const trial = async () => {
      const dims = [1, ...pictureShape(model.recipe)];
      const data = new Uint8Array(dims.reduce((product, size) => product * size));
      const host = await starting;
      await host.run({ [model.input.name]: { type: "uint8", dims, data } });
    };
    await Promise.race([trial(), deadline.promise]);
    return { works: true, detail: "" };
  } catch (error) {
    return { works: false, detail: reasonOf(error) };
  } finally {
    clearTimeout(timer);
    starting.then((host) => host.kill()).catch(() => {});
  }
}

/** The part of a runtime's message that a person can use: its last sentence, without source paths. */
function reasonOf(error: unknown): string {
  const data = (error as { data?: { detail?: unknown } }).data;
  const text = String(data?.detail ?? (error instanceof Error ? error.message : error));
  const sentences = text
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .trim()
    .split(/(?<=\.) |: (?=[A-Z])/);
  const plain = sentences.slice(text.startsWith("/") ? -1 : -2).join(": ");
  return plain.replace(/[.\s]+$/, "").slice(0, 120);
}
