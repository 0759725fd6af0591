import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { type ServiceBehaviour, startServices } from "../../../src/demo/services/start-services.ts";
import type { Entity } from "../../../src/demo/services/world/entity.ts";
import { people } from "../../../src/demo/services/world/people.ts";
import { importRoom } from "../../fixtures/characters/import-run.ts";
import { paidEnvironment } from "../../fixtures/characters/open-lote.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { hurry } from "../../fixtures/probe-run.ts";

setDefaultTimeout(60_000);

const noControl = /^[^\p{Cc}\p{Cf}]*$/u;

test("what a search finds leads to no address of this machine or its network, however it is written", async () => {
  let asked = 0;
  using inside = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => {
      asked++;
      return new Response("inside");
    },
  });
  const { port } = inside;
  const addresses = [
    `http://127.0.0.1:${port}/a.jpg`,
    `http://localhost:${port}/a.jpg`,
    `http://2130706433:${port}/a.jpg`,
    `http://0x7f.1:${port}/a.jpg`,
    `http://[::ffff:127.0.0.1]:${port}/a.jpg`,
    "http://169.254.169.254/latest/meta-data/a.jpg",
    "http://10.0.0.1/a.jpg",
    "http://[::1]/a.jpg",
    "file:///etc/passwd",
    "data:image/png;base64,AA",
  ];
  for (const image of addresses) {
    using room = importRoom({ found: [{ image, title: "Amelia Earhart" }] }, { withModel: false });
    const run = await room.import(["Amelia Earhart"], { pictures: ["duckduckgo"] });
    expect([image, room.item(run, "Amelia Earhart")?.result]).toMatchObject([
      image,
      {
        picture: null,
        left: [{ reason: expect.stringMatching(/^(address-refused|url-refused|search-changed)$/) }],
      },
    ]);
  }
  expect(asked).toBe(0);
});

test("a picture without an end costs its own name that source, and nobody else anything", async () => {
  const endless = new Uint8Array(25 * 2 ** 20);
  endless.set([0xff, 0xd8, 0xff, 0xe0]);
  using room = importRoom({
    picture: async (path) =>
      path.includes("Ada_Lovelace") && path.includes("wikimedia") ? endless : undefined,
  });
  const run = await room.import(["Ada Lovelace", "Marie Curie", "Sherlock Holmes"]);
  expect(room.stores.ledger.counters.counts(run.id).done).toBe(3);
  expect(room.item(run, "Ada Lovelace")?.result).toMatchObject({
    picture: { source: "duckduckgo" },
    left: [{ step: "wikipedia", reason: "response-too-large" }],
  });
  expect(room.item(run, "Marie Curie")?.result).toMatchObject({ picture: { source: "wikipedia" } });
});

test("a storm of refusals ends: nobody is lost, nothing is asked of the host before it said, each wait is its own form", async () => {
  const forms = [
    { "retry-after": "1" },
    { "retry-after": new Date(Date.now() + 2000).toUTCString() },
    { "retry-after-ms": "300" },
    { "retry-after": "-5" },
    {},
  ];
  let storm = 0;
  let allowedAt = 0;
  let early = 0;
  const upstream = startServices();
  // Refuses in front of the service, each time in another form.
  using front = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      if (performance.now() < allowedAt - 5) early++;
      const form = forms[storm++];
      if (form) {
        const stated = form["retry-after-ms"] ? 300 : form["retry-after"] === "1" ? 1000 : 0;
        allowedAt = performance.now() + stated;
        return new Response("slowly", { status: 429, headers: form as Record<string, string> });
      }
      const { pathname, search } = new URL(request.url);
      const from = (upstream.environment.LOTE_WIKIPEDIA_URL ?? "").replace("/{lang}", "");
      return fetch(`${from}${pathname}${search}`, { headers: request.headers });
    },
  });
  using room = importRoom(
    {},
    { now: hurry(), settings: { "wikipedia-url": `http://127.0.0.1:${front.port}/{lang}` } },
  );
  const run = await room.import(["Ada Lovelace", "Marie Curie"], { pictures: [] });
  upstream[Symbol.dispose]();
  // Five refusals use up what a name is tried; a person's word tries again and finds the calm.
  expect(early).toBe(0);
  const { done, failed } = room.stores.ledger.counters.counts(run.id);
  expect(done + failed).toBe(2);
  for (const { failure } of room.stores.ledger.items.failures(run.id, 9))
    expect(failure.code).toBe("rate-limited");
});

test("escape sequences in names, descriptions, authors and licences reach neither terminal nor data", async () => {
  const [ada] = people;
  if (!ada?.picture) throw new Error("the sample world is empty");
  const evil = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202eevil\u200b";
  const hostile: Entity = {
    ...ada,
    labels: { es: `Ada${evil}`, en: `Ada${evil}` },
    descriptions: { es: evil, en: evil },
    articles: { es: { title: "Ada Lovelace", extract: `${evil}\r\nsegunda línea` } },
    picture: {
      ...ada.picture,
      author: `${evil}&#27;[31m`,
      licence: { name: evil, url: "https://example.org/" },
    },
  };
  const behaviour: ServiceBehaviour = {};
  using services = startServices(behaviour, [hostile]);
  const at = { workspace: join(newFolder(), "workspace"), environment: paidEnvironment(services) };
  const names = `Ada Lovelace;${evil} Nadie`;
  const importing = ["characters", "import", "--names", names, "--category", evil, "--sources", "wikipedia"];
  const commands = [
    [...importing, "--yes"],
    [...importing, "--yes", "--ndjson"],
    ["characters", "list"],
    ["characters", "list", "--json"],
    ["characters", "show", "wikidata:Q1001"],
    ["characters", "show", "wikidata:Q1001", "--json"],
    ["characters", "credits"],
    ["characters", "credits", "--format", "csv"],
    ["characters", "show", evil],
    ["lists", "show", evil],
  ];
  for (const words of commands) {
    const { stdout, stderr } = await lote(words, at);
    for (const line of `${stdout}\n${stderr}`.split("\n"))
      expect([words[1], line]).toEqual([words[1], expect.stringMatching(noControl)]);
  }
  const listed = await lote(["characters", "list", "--json"], at);
  expect(JSON.parse(listed.stdout).results.length).toBe(1);
});
