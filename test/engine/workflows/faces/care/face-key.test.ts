import { expect, test } from "bun:test";
import { chmodSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { keyFile, openVault } from "../../../../../src/engine/workflows/faces/care/face-key.ts";
import type { FaceKeyRow } from "../../../../../src/stores/sqlite/faces/keys.ts";
import { faceTables } from "../../../../../src/stores/sqlite/faces/tables.ts";
import { openStores } from "../../../../../src/stores/sqlite/open.ts";
import { temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

function room() {
  const folder = temporaryFolder();
  const stores = openStores(join(folder, "workspace"));
  const { keys } = faceTables(stores);
  const note = {
    get: () => keys.get(),
    put: (row: FaceKeyRow) => stores.ledger.write(() => keys.put(row)),
  };
  return { folder, keys, note, environment: { XDG_CONFIG_HOME: join(folder, "config"), HOME: folder } };
}

test("the first use makes a key outside the workspace, readable by its owner alone, and the next uses find it", async () => {
  const { note, environment, keys, folder } = room();
  const vault = await openVault(note, {}, environment);
  const path = keyFile(keys.get()?.name ?? "", {}, environment);
  expect(path.startsWith(join(folder, "config"))).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const sealed = vault.seal(Float32Array.of(1, 2), "1", "space");
  const again = await openVault(note, {}, environment);
  expect([...again.open(sealed, "1", "space")]).toEqual([1, 2]);
});

test("many processes that open a new workspace at once end up with one key", async () => {
  const { note, environment } = room();
  const vaults = await Promise.all(Array.from({ length: 8 }, () => openVault(note, {}, environment)));
  expect(new Set(vaults.map(({ fingerprint }) => fingerprint)).size).toBe(1);
});

test("a key that is gone, another one, and none at all are told apart, and none is repeated in words", async () => {
  const { note, environment, keys } = room();
  await openVault(note, {}, environment);
  const path = keyFile(keys.get()?.name ?? "", {}, environment);
  const failure = (settings = {}) => openVault(note, settings, environment).catch((error: unknown) => error);
  expect(await failure({ "face-key": "ab".repeat(32) })).toMatchObject({ code: "face-key-wrong" });
  const broken = await failure({ "face-key": "canary-secret" });
  expect(broken).toMatchObject({ code: "face-key-broken" });
  expect(JSON.stringify(broken) + String(broken)).not.toContain("canary");
  rmSync(path);
  expect(await failure()).toMatchObject({ code: "face-key-missing", data: { path } });
});

test("a key that is set in the environment is used, in hexadecimal or base64, and no file is made", async () => {
  const { note, environment, folder } = room();
  const hex = "0f".repeat(32);
  const vault = await openVault(note, { "face-key": hex }, environment);
  const base64 = Buffer.from(hex, "hex").toString("base64");
  const again = await openVault(note, { "face-key": base64 }, environment);
  expect(again.fingerprint).toBe(vault.fingerprint);
  expect(() => statSync(join(folder, "config"))).toThrow();
});

test("a folder that cannot be written to is told as that", async () => {
  const { note, environment, folder } = room();
  const file = join(folder, "taken");
  await Bun.write(file, "");
  chmodSync(file, 0o400);
  const failure = await openVault(note, {}, { ...environment, XDG_CONFIG_HOME: file }).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ name: "LoteError" });
  expect(failure).not.toMatchObject({ code: "bug" });
});
