import { afterEach, expect, spyOn, test } from "bun:test";
import { ModelHost } from "../../../../src/engine/models/host/model-host.ts";
import { estimateIngest } from "../../../../src/engine/workflows/documents/estimate.ts";
import { documentRoom, ingestParameters } from "../../../fixtures/documents/ingest-run.ts";
import { textModelFolder } from "../../../fixtures/documents/text-model.ts";
import { filesIn, temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const starting = spyOn(ModelHost, "start");
afterEach(() => starting.mockClear());

/** Have the hosts ended that were started since the test began? At least one was. */
async function haveHostsEnded(): Promise<boolean> {
  const hosts = await Promise.all(starting.mock.results.map(({ value }) => value as Promise<ModelHost>));
  return hosts.length > 0 && hosts.every((host) => !host.alive);
}

function roomWithDamagedIndex() {
  const folder = filesIn(temporaryFolder(), { "damaged.sqlite": "no database ".repeat(1000) });
  const models = { "models-folder": textModelFolder("tiny"), device: "cpu" } as const;
  const room = documentRoom({}, { ...models, index: `sqlite:${folder}/damaged.sqlite` });
  return { room, notes: room.files("notes", { "cat.txt": "el gato verde" }) };
}

test("an estimate whose index cannot be opened leaves no network running", async () => {
  const { room, notes } = roomWithDamagedIndex();
  using _ = room;
  const parameters = { ...ingestParameters, paths: [notes], model: "tiny" };

  const estimate = estimateIngest(room.stores, parameters, room.settings);

  await expect(estimate).rejects.toMatchObject({ code: "index-damaged" });
  expect(await haveHostsEnded()).toBe(true);
});

test("a run whose index cannot be opened leaves no network running", async () => {
  const { room, notes } = roomWithDamagedIndex();
  using _ = room;

  const ingest = room.ingest(notes, { model: "tiny", mode: "sync" });

  await expect(ingest).rejects.toMatchObject({ code: "index-damaged" });
  expect(await haveHostsEnded()).toBe(true);
});
