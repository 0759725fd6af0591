import { z } from "zod";
import type { Json } from "../../../../stores/ledger.ts";
import type { Part } from "../../components/line.tsx";
import { fit, padEnd, padStart } from "../../surface/fit.ts";
import type { Surface } from "../../surface/surface.ts";

const shape = z.object({
  tree: z.array(
    z.object({
      name: z.string(),
      depth: z.number(),
      files: z.number(),
      tokens: z.number(),
      usd: z.number().nullable(),
    }),
  ),
});

/** Sources and their folders with files, tokens and money, in at most `room` lines, an empty one before included. */
export function treeLines(detail: Json, surface: Surface, room: number): Part[][] {
  const { data } = shape.safeParse(detail);
  if (!data || data.tree.length === 0 || room < 3) return [];
  const { t, columns } = surface;
  const { tree } = data;
  const isWhole = tree.length <= room - 2;
  const shown = tree.slice(0, isWhole ? room - 2 : room - 3);
  const isPaid = tree.some(({ usd }) => (usd ?? 0) > 0);
  const rows = [
    [
      t.text("documents.treeFiles"),
      t.text("documents.treeTokens"),
      ...(isPaid ? [t.text("people.estimateCost")] : []),
    ],
    ...shown.map(({ files, tokens, usd }) => [
      t.formats.number(files),
      t.formats.number(tokens),
      ...(isPaid ? [t.formats.money(usd ?? 0)] : []),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => Bun.stringWidth(row[at] ?? ""))),
  );
  const figures = rows.map((row) => row.map((cell, at) => padStart(cell, widths[at] ?? 0)).join("  "));
  const names = columns - 4 - Bun.stringWidth(figures[0] ?? "");
  if (names < 8) return [];
  const widest = Math.min(
    names,
    Math.max(...shown.map(({ name, depth }) => Bun.stringWidth(fit(surface, name, names)) + depth * 2)),
  );
  return [
    [],
    [{ text: ` ${" ".repeat(widest)}  ${figures[0] ?? ""}`, tone: "quiet" }],
    ...shown.map(({ name, depth }, at): Part[] => [
      ` ${padEnd(" ".repeat(depth * 2) + fit(surface, name, widest - depth * 2), widest)}  ${figures[at + 1] ?? ""}`,
    ]),
    ...(isWhole
      ? []
      : [
          [
            {
              text: ` ${t.text("documents.treeMore", { count: tree.length - shown.length })}`,
              tone: "quiet",
            } as Part,
          ],
        ]),
  ];
}
