import { expect, test } from "bun:test";
import { userFolders } from "../../../src/engine/config/user-folders.ts";

test("the person's folders follow XDG where its variables are absolute, else its defaults", () => {
  expect(userFolders({ XDG_CONFIG_HOME: "/c", XDG_DATA_HOME: "", XDG_CACHE_HOME: "cache" }, "/h")).toEqual({
    home: "/h",
    config: "/c/lote",
    data: "/h/.local/share/lote",
    cache: "/h/.cache/lote",
  });
  expect(userFolders({ HOME: "/other" }, "/h").config).toBe("/other/.config/lote");
});
