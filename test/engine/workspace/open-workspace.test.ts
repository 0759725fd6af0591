import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import { openWorkspace } from "../../../src/engine/workspace/open-workspace.ts";

const folder = mkdtempSync(join(tmpdir(), "lote-open-"));
afterAll(() => rmSync(folder, { recursive: true }));

function refusal(act: () => unknown): LoteError {
  try {
    act();
  } catch (error) {
    if (error instanceof LoteError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("openWorkspace", () => {
  test("creates what is missing, for its owner alone, and opens it again", () => {
    const root = join(folder, "a/b");
    const workspace = openWorkspace(root);
    expect(openWorkspace(root)).toEqual(workspace);
    for (const each of [root, workspace.logs, workspace.workers]) {
      expect(statSync(each).mode & 0o777).toBe(0o700);
    }
    expect(workspace.ledger).toBe(join(root, "lote.sqlite"));
  });

  test("refuses a network file system with its name, and creates nothing", () => {
    const root = join(folder, "far/away");
    const asked: string[] = [];
    const error = refusal(() =>
      openWorkspace(root, (existing) => {
        asked.push(existing);
        return "nfs";
      }),
    );
    expect(error.code).toBe("network-file-system");
    expect(error.exitCode).toBe(6);
    expect(error.message).toContain("nfs");
    expect(asked).toEqual([folder]);
    expect(existsSync(join(folder, "far"))).toBe(false);
  });

  test("a file in its place is refused with the path", () => {
    writeFileSync(join(folder, "file"), "");
    const error = refusal(() => openWorkspace(join(folder, "file/workspace")));
    expect(error.code).toBe("unwritable");
    expect(error.message).toContain(join(folder, "file/workspace"));
  });

  test.skipIf(process.getuid?.() === 0)(
    "a folder without write permission is refused (skipped for root, who may write)",
    () => {
      const root = join(folder, "locked");
      mkdirSync(root);
      chmodSync(root, 0o500);
      expect(refusal(() => openWorkspace(root)).code).toBe("unwritable");
    },
  );
});
