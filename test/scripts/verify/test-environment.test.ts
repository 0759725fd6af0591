import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testEnvironment } from "../../../scripts/verify/test-environment.ts";

test("the steps of verify see no key, no setting and no CI of whoever runs them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lote-environment-"));
  const environment = testEnvironment(
    {
      PATH: "/bin",
      CI: "1",
      OPENAI_API_KEY: "secret",
      LOTE_INDEX_URL: "postgres://production",
      LOTE_ASSETS: "/assets",
      XDG_DATA_HOME: "/home/someone/data",
    },
    folder,
  );
  expect(environment).toEqual({
    PATH: "/bin",
    LOTE_ASSETS: "/assets",
    NO_COLOR: "1",
    FORCE_COLOR: "0",
    TZ: "UTC",
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    TMPDIR: join(folder, "tmp"),
    XDG_CACHE_HOME: join(folder, "cache"),
    XDG_CONFIG_HOME: join(folder, "config"),
    XDG_DATA_HOME: join(folder, "data"),
  });
  await rm(folder, { recursive: true });
});
