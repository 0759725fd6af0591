import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findWorkspace } from "../../../src/engine/workspace/find-workspace.ts";

const folder = mkdtempSync(join(tmpdir(), "lote-find-"));
afterAll(() => rmSync(folder, { recursive: true }));

const project = join(folder, "project/deep/down");
const checkout = join(folder, "checkout");
const unpacked = join(folder, "unpacked");
const installed = join(folder, "node_modules/lote");
for (const each of [project, join(folder, "project/.lote"), join(checkout, ".git"), unpacked, installed]) {
  mkdirSync(each, { recursive: true });
}
const elsewhere = join(folder, "elsewhere");
mkdirSync(elsewhere);

const find = (change: Partial<Parameters<typeof findWorkspace>[0]>) =>
  findWorkspace({
    configured: null,
    directory: elsewhere,
    programRoot: installed,
    dataFolder: "/data/lote",
    ...change,
  });

describe("findWorkspace", () => {
  test("a named folder wins over all others", () => {
    expect(find({ configured: "/w", directory: project, programRoot: checkout })).toEqual({
      path: "/w",
      origin: "configured",
    });
  });

  test("the nearest .lote folder above wins over the checkout", () => {
    expect(find({ directory: project, programRoot: checkout })).toEqual({
      path: join(folder, "project/.lote"),
      origin: "nearest",
    });
  });

  test("a .lote file is no workspace", () => {
    writeFileSync(join(project, ".lote"), "");
    expect(find({ directory: project }).path).toBe(join(folder, "project/.lote"));
  });

  test("a .lote folder of somebody else is passed over", () => {
    const owner = statSync(project).uid;
    expect(find({ directory: project, userId: owner || undefined }).origin).toBe("nearest");
    expect(find({ directory: project, userId: owner + 1 }).origin).toBe("user");
  });

  test("a checkout with its history is used from anywhere, one without only from inside", () => {
    expect(find({ programRoot: checkout })).toEqual({ path: join(checkout, "data"), origin: "checkout" });
    expect(find({ programRoot: unpacked }).origin).toBe("user");
    expect(find({ programRoot: unpacked, directory: unpacked }).origin).toBe("checkout");
  });

  test("an installed package is no checkout, even from inside", () => {
    expect(find({ directory: installed })).toEqual({ path: "/data/lote", origin: "user" });
  });
});
