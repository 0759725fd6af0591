import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  engineSettingsOf,
  settingsForWorker,
  settingsFromStarter,
} from "../../../src/engine/config/engine-settings.ts";
import { keys } from "../../../src/engine/config/keys.ts";
import { readConfiguration } from "../../../src/engine/config/read-configuration.ts";
import { userFolders } from "../../../src/engine/config/user-folders.ts";

const home = mkdtempSync(join(tmpdir(), "lote-settings-"));
afterAll(() => rmSync(home, { recursive: true }));

test("a worker gets what concerns the engine and is set, and nothing of it stays in its environment", () => {
  const directory = join(home, "project");
  mkdirSync(directory);
  const configuration = readConfiguration(keys, {
    flags: {},
    environment: { LOTE_THREADS: "3", LOTE_LANG: "es" },
    directory,
    programRoot: directory,
    folders: userFolders({ HOME: home }),
  });
  const settings = engineSettingsOf(configuration);
  expect(settings).toMatchObject({ device: "auto", threads: 3 });
  expect(settings).not.toHaveProperty("lang");
  const environment: Record<string, string | undefined> = settingsForWorker(settings);
  expect(settingsFromStarter(environment)).toEqual(settings);
  expect(Object.keys(environment)).toEqual([]);
  expect(settingsFromStarter({})).toEqual({});
});
