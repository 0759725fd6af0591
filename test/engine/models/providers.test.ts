import { expect, test } from "bun:test";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MachineNotes } from "../../../src/engine/models/machine-notes.ts";
import { chooseProvider, proveProvider } from "../../../src/engine/models/providers.ts";

const works = { works: true, detail: "" };
const fails = { works: false, detail: "no adapter" };

test("the processor is proved by a model that really runs on it", async () => {
  expect(await proveProvider("cpu")).toEqual(works);
});

test("a provider without its driver is proved not to work, with a reason of one line", async () => {
  const proof = await proveProvider("cuda");
  // A machine with CUDA for onnxruntime would be right to say otherwise.
  if (proof.works) return;
  expect(proof.detail).not.toBe("");
  expect(proof.detail).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(proof.detail.length).toBeLessThanOrEqual(120);
});

test("a proof is kept in the machine's notes, and believed from there unless a fresh one is asked", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "lote-notes-")), "machine.json");
  await proveProvider("cpu", { notes: await MachineNotes.open(path) });
  const notes = await MachineNotes.open(path);
  expect(notes.proof("cpu")).toEqual(works);
  await notes.keepProof("cpu", fails);
  expect(await proveProvider("cpu", { notes })).toEqual(fails);
  expect(await proveProvider("cpu", { notes, fresh: true })).toEqual(works);
});

test("the first provider that works is chosen in the order cuda, webgpu, cpu", async () => {
  const tried: string[] = [];
  const choice = await chooseProvider("auto", async (name) => {
    tried.push(name);
    return name === "webgpu" ? works : fails;
  });
  expect(choice.provider).toBe("webgpu");
  expect(tried).toEqual(["cuda", "webgpu"]);
});

test("a forced provider that works is chosen without a note", async () => {
  expect(await chooseProvider("cuda", async () => works)).toEqual({ provider: "cuda" });
  expect(await chooseProvider("cpu", async () => fails)).toEqual({ provider: "cpu" });
});

test("a forced provider that fails falls back to the processor with one line in both languages", async () => {
  const { provider, note } = await chooseProvider("cuda", async () => fails);
  expect(provider).toBe("cpu");
  expect(note).toEqual({
    en: "Using cpu instead: cuda: no adapter.",
    es: "Se usa cpu en su lugar: cuda: no adapter.",
  });
});
