import type { ForgetProof } from "../../engine/workflows/faces/care/forget.ts";
import { alignedRows } from "../headless/columns.ts";
import type { TextKey } from "../language/catalogue.ts";
import type { Translator } from "../language/translator.ts";
import { safeText } from "../safe-text.ts";

/** What was removed, what a search found after, and what cannot be known. */
export function proofLines(proof: ForgetProof, t: Translator): string[] {
  const { erased, mysql, files, logLines, freePages, searched, left, cannotProve, namesAlike } = proof;
  const count = (value: number) => t.formats.number(value);
  const rows = Object.entries(erased).map(([what, value]) => [
    `  ${t.chosen(`facesErased.${what}` as TextKey)}`,
    count(value),
  ]);
  return [
    t.text("faces.removed"),
    ...alignedRows(
      [
        ...rows,
        ...(mysql ? [[`  ${t.text("faces.erasedMysql")}`, count(mysql.removed)]] : []),
        [`  ${t.text("faces.erasedFiles")}`, count(files.length)],
        [`  ${t.text("faces.erasedLogLines")}`, count(logLines)],
      ],
      [1],
    ),
    freePages
      ? t.text("faces.overwritten", { before: count(freePages.before), after: count(freePages.after) })
      : t.text("faces.notOverwritten"),
    t.text("faces.searched", {
      files: count(searched.files),
      megabytes: count(Math.ceil(searched.bytes / 1e6)),
    }),
    ...(left.length === 0
      ? [t.text("faces.nothingLeft")]
      : [
          t.text("faces.leftover"),
          ...left.map(({ where, what }) => `  ${safeText(where)}: ${safeText(what)}`),
        ]),
    t.text("faces.cannotProve"),
    ...cannotProve.map((what) => `  ${t.chosen(`facesBeyond.${what}` as TextKey)}`),
    ...(namesAlike.count === 0
      ? []
      : [
          t.text("faces.namesAlike", { count: namesAlike.count }),
          ...namesAlike.first.map((name) => `  ${safeText(name)}`),
          ...(namesAlike.count > namesAlike.first.length ? ["  …"] : []),
          t.text("faces.namesAlikeHint"),
        ]),
  ];
}
