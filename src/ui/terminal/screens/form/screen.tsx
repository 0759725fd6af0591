import { bodyRowsOf, Frame, type FrameProps } from "../../components/frame.tsx";
import { Lines, type Part } from "../../components/line.tsx";
import { fit, fitProse, padEnd } from "../../surface/fit.ts";
import { useSurface } from "../../surface/surface.ts";
import { useObservable } from "../../view-model/observable.ts";
import type { FormModel } from "./model.ts";

/** What a flow asks for, one field a line, and below what the focused one means. */
export function FormScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & {
  readonly model: FormModel;
}) {
  const surface = useSurface();
  const { t, glyphs, columns, rows } = surface;
  const { values, focused, choices, problem } = useObservable(model.state);
  const { fields } = model.flow;
  const labels = fields.map(({ label }) => t.text(label as "terminal.fieldPath"));
  const labelColumns = Math.max(0, ...labels.map((label) => Bun.stringWidth(label)));
  const field = fields[focused];
  const lines: Part[][] = [[]];
  for (const [index, { id, kind, choices: answers = [] }] of fields.entries()) {
    const isFocused = index === focused;
    const head: Part = {
      text: ` ${isFocused ? glyphs.cursor : " "} ${padEnd(labels[index] ?? "", labelColumns)}  `,
      bold: isFocused,
      ...(isFocused ? { tone: "accent" } : {}),
    };
    if (kind === "toggle") {
      const isOn = values[id] === true;
      const words = t.text(isOn ? "prompt.yes" : "prompt.no");
      lines.push([head, { text: `[${isOn ? glyphs.checked : glyphs.unchecked}] ${words}`, bold: isOn }]);
    } else if (kind === "choice") {
      const chosen = answers.find(({ value }) => value === values[id]);
      const words = chosen ? t.chosen(chosen.words) : "";
      lines.push([
        head,
        {
          text: `${glyphs.left ?? "<"} ${fitProse(surface, words, columns - labelColumns - 10)} ${glyphs.right ?? ">"}`,
          bold: isFocused,
        },
      ]);
    } else {
      const room = columns - labelColumns - 8;
      // What was typed last is what one wants to see.
      const text = endOf(String(values[id] ?? ""), room, glyphs.ellipsis);
      lines.push([head, { text }, { text: isFocused ? glyphs.caret : "", tone: "accent" }]);
    }
    lines.push(
      problem?.field === id
        ? [{ text: `${" ".repeat(labelColumns + 5)}${glyphs.warning} ${problem.words}`, tone: "bad" }]
        : [],
    );
  }
  if (field)
    lines.push([{ text: ` ${t.text(field.hint as "terminal.fieldPathComicsHint")}`, tone: "quiet" }], []);
  const room = Math.max(0, bodyRowsOf(rows) - lines.length);
  lines.push(...choiceLines());
  return (
    <Frame {...frame} model={model}>
      <Lines lines={lines} rows={bodyRowsOf(surface.rows)} />
    </Frame>
  );

  function choiceLines(): Part[][] {
    if (choices.length === 0 || room === 0) return [];
    const all = choices.length > room;
    const visible = choices.slice(0, all ? room - 1 : room);
    const more = choices.length - visible.length;
    return [
      ...visible.map((name): Part[] => [{ text: `   ${fit(surface, name, columns - 6)}`, tone: "plain" }]),
      ...(all
        ? [
            [
              {
                text: `   ${fitProse(surface, t.text("terminal.moreChoices", { count: more }), 40)}`,
                tone: "quiet" as const,
              },
            ],
          ]
        : []),
    ];
  }
}

function endOf(text: string, columns: number, ellipsis: string): string {
  const safe = fit({ glyphs: { ellipsis } as never }, text, Number.POSITIVE_INFINITY);
  const width = Bun.stringWidth(safe);
  if (width <= columns) return safe;
  return ellipsis + Bun.sliceAnsi(safe, width - columns + Bun.stringWidth(ellipsis));
}
