import { expect, test } from "bun:test";
import type { Entity } from "../../../../../src/demo/services/world/entity.ts";
import { people } from "../../../../../src/demo/services/world/people.ts";
import { importRoom } from "../../../../fixtures/characters/import-run.ts";
import { hurry } from "../../../../fixtures/probe-run.ts";

/** An article of just the name, about no person. */
const language: Entity = {
  id: "Q1090",
  kind: "other",
  labels: { es: "Ada", en: "Ada" },
  descriptions: { es: "lenguaje de programación", en: "programming language" },
  articles: { es: { title: "Ada", extract: "Ada es un lenguaje de programación." } },
};

test("an article about something else is no person: those whom a search finds come before it, and a person decides", async () => {
  using room = importRoom({}, { entities: [...people, language] });
  const run = await room.import(["Ada"]);
  const { candidates, recommendation } = room.question(run, "Ada", "identity");
  expect(candidates.map(({ label }) => label)).toEqual([
    "Ada Lovelace — matemática británica",
    "Ada — lenguaje de programación",
  ]);
  expect(recommendation).not.toBe("strong");
  expect(room.item(run, "Ada")?.state).toBe("review");
});

test("a search that fails for one name holds up no other, and the articles are not asked for again", async () => {
  let refused = 0;
  using room = importRoom(
    {
      wikimedia: ({ kind, url }) =>
        kind === "search" && url.searchParams.get("search") === "Jordan" && refused++ < 2
          ? "down"
          : undefined,
    },
    { now: hurry() },
  );
  const run = await room.import(["Ada Lovelace", "Jordan", "Sherlock Holmes"], { pictures: [] });
  expect(refused).toBe(3);
  expect(room.stores.ledger.counters.counts(run.id)).toMatchObject({ done: 2, review: 1, failed: 0 });
  const asked = room.services.wikimedia.requests.flatMap(({ url }) => url.searchParams.get("titles") ?? []);
  expect(asked.filter((titles) => titles.includes("Ada Lovelace")).length).toBe(1);
});

test("a picture that has to be tried again does not have its name looked up again", async () => {
  let refused = 0;
  using room = importRoom(
    { wikimedia: ({ kind }) => (kind === "picture" && refused++ < 1 ? "down" : undefined) },
    { now: hurry() },
  );
  const run = await room.import(["Ada Lovelace"], { pictures: ["wikipedia"] });
  expect(room.item(run, "Ada Lovelace")).toMatchObject({
    state: "done",
    result: { picture: { source: "wikipedia" } },
  });
  const { requests } = room.services.wikimedia;
  expect(requests.filter(({ url }) => url.searchParams.get("titles") === "Ada Lovelace").length).toBe(1);
  expect(requests.filter(({ kind }) => kind === "picture").length).toBe(2);
});

test("a character of a work is one by what is said of it, though its kind has no name here", async () => {
  const cat: Entity = {
    id: "Q1091",
    kind: "other",
    labels: { es: "Gato de muestra", en: "Sample cat" },
    descriptions: { es: "gato de una novela", en: "cat of a novel" },
    articles: { es: { title: "Gato de muestra", extract: "Un gato que habla." } },
    work: "Q953",
    occupations: ["Q904"],
  };
  const castle: Entity = {
    id: "Q1092",
    kind: "other",
    labels: { es: "Castillo de muestra", en: "Sample castle" },
    descriptions: { es: "castillo de una novela", en: "castle of a novel" },
    articles: { es: { title: "Castillo de muestra", extract: "Un castillo." } },
    work: "Q953",
  };
  using room = importRoom({}, { entities: [...people, cat, castle] });
  const run = await room.import(["Gato de muestra", "Castillo de muestra"], { pictures: [] });
  expect(room.item(run, "Gato de muestra")).toMatchObject({ state: "done", result: { kind: "fictional" } });
  expect(room.item(run, "Castillo de muestra")?.state).toBe("review");
});
