import { expect, test } from "bun:test";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MachineNotes, machineIdentity } from "../../../src/engine/models/machine-notes.ts";

const layout = { hosts: 2, threads: 1, itemsPerSecond: 50 };

async function notesPath(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), "lote-notes-")), "cache", "machine.json");
}

test("what was learned about a machine is there when the notes are opened again", async () => {
  const path = await notesPath();
  const notes = await MachineNotes.open(path);
  await notes.keepLayout("model cpu 2", layout);
  await notes.keepProof("webgpu", { works: false, detail: "no adapter" });
  const again = await MachineNotes.open(path);
  expect(again.layout("model cpu 2")).toEqual(layout);
  expect(again.proof("webgpu")).toEqual({ works: false, detail: "no adapter" });
});

test("the notes of another machine are not used", async () => {
  const path = await notesPath();
  await (await MachineNotes.open(path, "a")).keepLayout("model", layout);
  expect((await MachineNotes.open(path, "b")).layout("model")).toBeUndefined();
});

test("notes that cannot be read are as good as none", async () => {
  const path = await notesPath();
  await Bun.write(path, '{"version":1,"machine":');
  expect((await MachineNotes.open(path)).proof("cuda")).toBeUndefined();
});

test("notes that cannot be written are done without", async () => {
  const notes = await MachineNotes.open("/proc/lote/machine.json");
  await notes.keepLayout("model", layout);
  expect(notes.layout("model")).toEqual(layout);
});

test("the identity of a machine stays the same and changes with the libraries it is given", () => {
  const before = machineIdentity();
  expect(machineIdentity()).toBe(before);
  const path = process.env.LD_LIBRARY_PATH;
  process.env.LD_LIBRARY_PATH = "/opt/cuda/lib64";
  expect(machineIdentity()).not.toBe(before);
  if (path === undefined) delete process.env.LD_LIBRARY_PATH;
  else process.env.LD_LIBRARY_PATH = path;
});
