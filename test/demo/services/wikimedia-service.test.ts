import { expect, test } from "bun:test";
import { startServices } from "../../../src/demo/services/start-services.ts";
import { inventedPeople } from "../../../src/demo/services/world/people.ts";

const agent = { headers: { "user-agent": "lote/1.0 (https://example.org)" } };

interface QueryAnswer {
  readonly continue?: { readonly excontinue: number };
  readonly error?: { readonly code: string };
  readonly query: {
    readonly normalized?: readonly { from: string; to: string }[];
    readonly redirects?: readonly { from: string; to: string }[];
    readonly pages: readonly {
      readonly title: string;
      readonly missing?: boolean;
      readonly extract?: string;
      readonly pageimage?: string;
      readonly pageprops?: { readonly wikibase_item: string; readonly disambiguation?: string };
      readonly thumbnail?: { readonly source: string };
    }[];
  };
}

async function query(base: string, titles: readonly string[], more = ""): Promise<QueryAnswer> {
  const props = "pageimages|pageprops|extracts|description";
  const url = `${base}/w/api.php?action=query&format=json&prop=${props}&titles=${encodeURIComponent(titles.join("|"))}${more}`;
  return (await (await fetch(url, agent)).json()) as QueryAnswer;
}

test("the sample encyclopedia normalises, redirects, misses and disambiguates as the real one does", async () => {
  using services = startServices();
  const base = (services.environment.LOTE_WIKIPEDIA_URL ?? "").replace("{lang}", "es");
  const { query: answer } = await query(base, [
    "madame_Curie",
    "Nadie de aquí",
    "Jordan",
    "Alonso Quijano",
    "Madame Curie",
  ]);
  expect(answer.normalized).toEqual([{ from: "madame_Curie", to: "Madame Curie" }]);
  expect(answer.redirects?.map(({ to }) => to)).toContain("Don Quijote (personaje)");
  const page = (title: string) => answer.pages.find((one) => one.title === title);
  expect(page("Nadie de aquí")?.missing).toBe(true);
  expect(page("Jordan")?.pageprops).toHaveProperty("disambiguation");
  expect(page("Marie Curie")?.pageprops?.wikibase_item).toBe("Q1002");
});

test("more than fifty titles are refused, and first paragraphs come twenty at a time", async () => {
  using services = startServices({}, inventedPeople(60));
  const base = (services.environment.LOTE_WIKIPEDIA_URL ?? "").replace("{lang}", "es");
  const names = inventedPeople(60).map(({ labels }) => labels.es);
  expect((await query(base, names)).error?.code).toBe("toomanyvalues");
  const first = await query(base, names.slice(0, 50));
  const withExtract = (answer: QueryAnswer) =>
    answer.query.pages.filter(({ extract }) => extract !== undefined);
  expect(withExtract(first).length).toBe(20);
  const second = await query(base, names.slice(0, 50), `&excontinue=${first.continue?.excontinue}`);
  expect(withExtract(second)[0]?.title).toBe("Persona de muestra 21");
});

test("pictures that are not free are seen only by who asks for any licence, and thumbnails have fixed widths", async () => {
  using services = startServices();
  const base = (services.environment.LOTE_WIKIPEDIA_URL ?? "").replace("{lang}", "en");
  const imageOf = async (more: string) => (await query(base, ["Captain Comet"], more)).query.pages[0];
  expect((await imageOf(""))?.pageimage).toBeUndefined();
  expect((await imageOf("&pilicense=any"))?.pageimage).toBe("Captain_Comet_cover.jpg");
  const ada = async (width: number) => {
    const { query: answer } = await query(base, ["Ada Lovelace"], `&pithumbsize=${width}`);
    return (await fetch(answer.pages[0]?.thumbnail?.source ?? "", agent)).status;
  };
  expect(await ada(512)).toBe(400);
  expect(await ada(960)).toBe(200);
});

test("who does not say who he is, is turned away", async () => {
  using services = startServices();
  const base = services.environment.LOTE_WIKIDATA_URL ?? "";
  const answer = await fetch(`${base}/w/api.php?action=wbgetentities&ids=Q1001`, {
    headers: { "user-agent": "x" },
  });
  expect(answer.status).toBe(403);
});
