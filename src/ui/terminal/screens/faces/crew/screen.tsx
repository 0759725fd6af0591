import { consentWords } from "../../../../presentation/consent-words.ts";
import { bodyRowsOf, Frame, type FrameProps } from "../../../components/frame.tsx";
import { Line, Lines, type Part } from "../../../components/line.tsx";
import { VirtualList } from "../../../components/virtual-list.tsx";
import { Box } from "../../../ink.ts";
import { fit, fitProse } from "../../../surface/fit.ts";
import { useSurface } from "../../../surface/surface.ts";
import { useObservable } from "../../../view-model/observable.ts";
import { type CrewModel, versionWords } from "./model.ts";

/** People on the left; on the right the versions and the consent of the one who is highlighted. */
export function CrewScreen({
  model,
  ...frame
}: Omit<FrameProps, "model" | "children"> & { readonly model: CrewModel }) {
  const surface = useSurface();
  const { t, glyphs, columns, rows } = surface;
  const { people, selected, versions, consents, problem } = useObservable(model.state);
  const bodyRows = bodyRowsOf(rows) - 1;
  const listColumns = Math.floor(columns * 0.35);
  const sideColumns = columns - listColumns - 1;
  const told =
    problem ??
    (people === null
      ? t.text("faces.reading")
      : people.length === 0
        ? t.text("faces.offNoCrew")
        : t.text("faces.crewCount", { count: people.length }));
  const details = [
    ...versions.map((version) => versionWords(version, t)),
    "",
    ...(consents.length === 0 ? [t.text("faces.noConsent")] : consents.map((row) => consentWords(row, t))),
  ];
  return (
    <Frame {...frame} model={model}>
      <Line
        parts={[{ text: fitProse(surface, ` ${told}`, columns), tone: problem ? "attention" : "quiet" }]}
      />
      <Box height={bodyRows}>
        <Box flexDirection="column" width={listColumns} height={bodyRows}>
          <VirtualList
            length={people?.length ?? 0}
            selected={selected}
            rows={bodyRows}
            read={(start, end) => (people ?? []).slice(start, end)}
            draw={({ person, active }, isSelected) => ({
              key: person,
              parts: [
                { text: isSelected ? ` ${glyphs.cursor} ` : "   ", tone: "accent", bold: true },
                { text: fit(surface, person, listColumns - 8), inverse: isSelected },
                { text: ` ${active}`, tone: "quiet" },
              ],
            })}
          />
        </Box>
        <Box width={1} />
        <Box flexDirection="column" width={sideColumns} height={bodyRows}>
          {(people?.length ?? 0) > 0 ? (
            <Lines
              rows={bodyRows}
              lines={details.map((text): Part[] => [fitProse(surface, text, sideColumns - 1)])}
            />
          ) : null}
        </Box>
      </Box>
    </Frame>
  );
}
