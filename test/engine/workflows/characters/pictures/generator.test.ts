import { expect, test } from "bun:test";
import { join } from "node:path";
import sharp from "sharp";
import { type SampleServices, startServices } from "../../../../../src/demo/services/start-services.ts";
import { importRoom } from "../../../../fixtures/characters/import-run.ts";
import { hurry } from "../../../../fixtures/probe-run.ts";

const serverOf = ({ settings }: SampleServices) => settings["stable-diffusion-url"] ?? "";

/** Where nothing answers any more. */
function deadServer(): string {
  using services = startServices();
  return serverOf(services);
}

test("one's own Stable Diffusion server draws before the paid service, and for nothing", async () => {
  using own = startServices();
  const settings = { "stable-diffusion-url": serverOf(own) };
  using room = importRoom({}, { settings });
  const run = await room.import(["Ada Lovelace"], { pictures: ["generate"] });
  expect(room.item(run, "Ada Lovelace")?.result).toMatchObject({ picture: { source: "generated" } });
  const picture = room.stores.characters.collection.named("Ada Lovelace")?.picture;
  expect(picture).toMatchObject({
    width: 512,
    height: 512,
    credit: { source: "generated", generator: "stable-diffusion", licence: null, url: null },
  });
  const { format, xmp } = await sharp(
    await Bun.file(join(room.folder, picture?.path ?? "")).bytes(),
  ).metadata();
  expect(format).toBe("jpeg");
  expect(xmp?.toString()).toContain("trainedAlgorithmicMedia");
  expect(room.services.openAi.charged).toEqual([]);
  expect(room.stores.ledger.spending.total(run.id).usd).toBe(0);
}, 20_000);

test.each([
  ["is dead", deadServer, "net-unreachable"],
  ["is another program", (room: SampleServices) => serverOf(room).replace(/[^/]+$/, "other"), "http-refused"],
] as const)(
  "a Stable Diffusion server that %s leaves the name without a picture, and says why",
  async (_, address, reason) => {
    using own = startServices();
    const settings = { "stable-diffusion-url": address(own) };
    using room = importRoom({}, { now: hurry(), settings });
    const run = await room.import(["Ada Lovelace"], { pictures: ["generate"] });
    expect(room.item(run, "Ada Lovelace")).toMatchObject({
      state: "done",
      result: { entity: "wikidata:Q1001", picture: null, left: [{ step: "generate", reason }] },
    });
    expect(room.stores.characters.collection.named("Ada Lovelace")?.picture).toBeNull();
    // The paid service is not asked in its place: nobody consented to that.
    expect(room.services.openAi.charged).toEqual([]);
  },
  20_000,
);
