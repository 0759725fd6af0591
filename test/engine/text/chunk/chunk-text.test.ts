import { expect, test } from "bun:test";
import fc from "fast-check";
import { tokenCounter } from "../../../../src/engine/language-model/count-tokens.ts";
import { chunkText, embeddedText } from "../../../../src/engine/text/chunk/chunk-text.ts";
import { extractMarkdown } from "../../../../src/engine/text/extract/plain.ts";
import type { StructuredText } from "../../../../src/engine/text/structured-text.ts";

const count = await tokenCounter("cl100k_base");
const settings = { size: 60, overlap: 12, limit: 200 };

const words = fc.oneof(
  fc.constantFrom(
    "la casa",
    "un perro. ",
    "\n\n",
    "\n",
    "  ",
    "<|endoftext|>",
    "# Título\n",
    "¿qué?",
    "漢字仮名",
    "👩‍👩‍👧",
    "-----",
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.lorem({ maxCount: 12 }),
);
const texts = fc.array(words, { maxLength: 120 }).map((parts) => parts.join(" ").toWellFormed());

function plain(text: string): StructuredText {
  return { text, marks: [] };
}

test("the own parts of the chunks hold every character that is no blank, once and in order", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const chunks = chunkText(plain(text), settings, count);
      const whole = chunks.map(({ own, end }) => text.slice(own, end)).join("");
      expect(whole.replace(/\s+/g, "")).toBe(text.replace(/\s+/g, ""));
    }),
    { numRuns: 150 },
  );
});

test("lines that are all the same are cut in halves, not one piece after the other from an end", () => {
  const line = "una frase cualquiera\n";
  const text = line.repeat(4000);
  const chunks = chunkText(plain(text), { size: 60, overlap: 0, limit: 200 }, count);
  // Every other chunk would be of the smallest size that is allowed: five times as many.
  expect(chunks.length).toBeLessThan((2 * count(text)) / 60);
});

test("a chunk's text is what lies between its offsets, and its tokens are counted exactly within the limit", () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const chunk of chunkText(plain(text), settings, count)) {
        expect(chunk.text).toBe(text.slice(chunk.start, chunk.end));
        expect(chunk.start).toBeLessThanOrEqual(chunk.own);
        expect(chunk.text.isWellFormed()).toBe(true);
        expect(chunk.tokens).toBe(count(embeddedText(chunk)));
        expect(chunk.tokens).toBeLessThanOrEqual(settings.limit);
      }
    }),
    { numRuns: 150 },
  );
});

test("a run of letters without a break, of any length, is cut between letters under the limit", () => {
  for (const text of [
    "a".repeat(100_000),
    "👍".repeat(5000),
    `x${" ".repeat(50_000)}y`,
    "ab".repeat(30_000),
  ]) {
    const chunks = chunkText(plain(text), { size: 400, overlap: 50, limit: 8192 }, count);
    expect(
      chunks
        .map(({ own, end }) => text.slice(own, end))
        .join("")
        .replace(/\s+/g, ""),
    ).toBe(text.replace(/\s+/g, ""));
    expect(Math.max(...chunks.map(({ tokens }) => tokens))).toBeLessThanOrEqual(8192);
    expect(chunks.every((chunk) => chunk.text.isWellFormed())).toBe(true);
  }
});

test("no chunk exceeds a model's window however large the chunks are asked for", () => {
  const text = "Una frase bastante corriente que se repite. ".repeat(6000);
  const chunks = chunkText(plain(text), { size: 8192, overlap: 500, limit: 8192 }, count);
  expect(chunks.length).toBeGreaterThan(3);
  expect(Math.max(...chunks.map(({ tokens }) => tokens))).toBeLessThanOrEqual(8192);
});

test("a special token that is written in a text is only text", () => {
  const text = "antes <|endoftext|> después <|fim_prefix|>";
  expect(chunkText(plain(text), settings, count)).toMatchObject([{ text, tokens: count(text) }]);
  expect(count("<|endoftext|>")).toBeGreaterThan(1);
});

test("sections are cut at their headings first, and a chunk knows the headings over it, its line and its place", async () => {
  const sentence =
    "El mantenimiento de la bomba se hace cada mes, con la corriente cortada y la válvula cerrada. ";
  const text = `# Manual\n\nIntro.\n\n## Bomba\n\n${sentence.repeat(3)}\n\n## Válvula\n\n${sentence.repeat(3)}\n\n# Anexo\n\nFin.\n`;
  const source = await extractMarkdown({ path: "a.md", bytes: Buffer.from(text) });
  const chunks = chunkText(source, { size: 90, overlap: 12, limit: 500 }, count);
  const valve = chunks.find((chunk) => chunk.text.startsWith("## Válvula"));
  expect(valve).toMatchObject({ headings: ["Manual", "Válvula"], line: 9 });
  expect(chunks.some((chunk) => chunk.headings.join("/") === "Manual/Bomba")).toBe(true);
  // A heading begins anew: nothing of the section before is repeated.
  expect(valve?.start).toBe(valve?.own);
});

test("within a section a chunk repeats whole sentences of the one before, as many as the overlap allows", () => {
  const text = Array.from(
    { length: 60 },
    (_, index) => `Frase número ${index} del mismo párrafo largo.`,
  ).join(" ");
  const chunks = chunkText(plain(text), { size: 80, overlap: 30, limit: 500 }, count);
  expect(chunks.length).toBeGreaterThan(3);
  for (const chunk of chunks.slice(1)) {
    expect(chunk.start).toBeLessThan(chunk.own);
    const repeated = text.slice(chunk.start, chunk.own);
    expect(repeated).toMatch(/^Frase número/);
    expect(count(repeated)).toBeLessThanOrEqual(31);
  }
});

test("an edited paragraph changes at most three chunks, wherever it stands", () => {
  const vocabulary =
    "casa río monte libro noche perro calle puerta mesa agua fuego viento piedra camino luz sombra".split(
      " ",
    );
  let state = 7;
  const random = (below: number) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state % below;
  };
  const sentence = () =>
    `${Array.from({ length: 6 + random(12) }, () => vocabulary[random(vocabulary.length)]).join(" ")}.`;
  const paragraphs = Array.from({ length: 120 }, (_, index) =>
    [`Párrafo ${index}:`, ...Array.from({ length: 1 + random(6) }, sentence)].join(" "),
  );
  const sizes = { size: 200, overlap: 30, limit: 8192 };
  const textsOf = (parts: readonly string[]) =>
    chunkText(plain(parts.join("\n\n")), sizes, count).map(({ text }) => text);
  const before = new Set(textsOf(paragraphs));
  expect(before.size).toBeGreaterThan(30);
  const changes = paragraphs.map((paragraph, index) => {
    const edited = paragraphs.with(index, `${paragraph} Y una frase nueva al final de todo.`);
    return textsOf(edited).filter((text) => !before.has(text)).length;
  });
  expect(Math.max(...changes)).toBeLessThanOrEqual(3);
  expect(Math.min(...changes)).toBeGreaterThanOrEqual(1);
});
