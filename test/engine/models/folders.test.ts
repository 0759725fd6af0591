import { expect, test } from "bun:test";
import { join } from "node:path";
import { modelFolders } from "../../../src/engine/models/folders.ts";
import { filesIn, temporaryFolder } from "../../fixtures/temporary-folder.ts";

test("a checkout pulls models into its own folder", () => {
  const root = filesIn(temporaryFolder(), { ".git": "gitdir: elsewhere" });
  expect(modelFolders({}, { HOME: "/home/someone" }, root)).toEqual({
    carried: join(root, "models"),
    pulled: join(root, "models", "pulled"),
  });
});

test("an installed lote pulls models into the person's cache", () => {
  const root = temporaryFolder();
  expect(modelFolders({}, { HOME: "/home/someone" }, root).pulled).toBe("/home/someone/.cache/lote/models");
  expect(modelFolders({}, { HOME: "/home/someone", XDG_CACHE_HOME: "/big" }, root).pulled).toBe(
    "/big/lote/models",
  );
});

test("a folder that is set holds what is pulled wherever lote is installed, and never what it carries", () => {
  const root = filesIn(temporaryFolder(), { ".git": "gitdir: elsewhere" });
  expect(modelFolders({ "models-folder": "/big/models" }, { HOME: "/home/someone" }, root)).toEqual({
    carried: join(root, "models"),
    pulled: "/big/models",
  });
});
