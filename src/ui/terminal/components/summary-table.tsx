import type { ReactNode } from "react";
import { Box, Table, Text } from "../ink.ts";
import { fitProse } from "../surface/fit.ts";
import { fold } from "../surface/fold.ts";
import { useSurface } from "../surface/surface.ts";

export interface SummaryColumn {
  readonly label: string;
  readonly value: string;
}

/** What a frame takes beside the text of its columns. */
const frame = { cell: 3, end: 1 };

/**
 * The final figures of a run in one row, drawn by ink-table: short, plain text, which is what it does well (it
 * counts `String.length`, so wide characters would break its frame). Where a row does not fit, it would be wrapped and
 * so broken: the figures follow each other in lines there.
 */
export function SummaryTable({ columns }: { readonly columns: readonly SummaryColumn[] }) {
  const surface = useSurface();
  const cut = (text: string) => fitProse(surface, text, 14);
  const cells = columns.map(({ label, value }) => [cut(label), cut(value)] as const);
  const room = surface.columns - 2;
  const width = cells.reduce(
    (sum, texts) => sum + Math.max(...texts.map(({ length }) => length)) + frame.cell,
    frame.end,
  );
  if (width > room) {
    // No-break spaces keep a figure beside its name.
    const text = cells.map((pair) => pair.join(" ").replaceAll(" ", "\u00a0")).join("   ");
    return (
      <Box flexDirection="column" flexShrink={0}>
        {fold(text, room).map((line) => (
          <Text key={line}>{line}</Text>
        ))}
      </Box>
    );
  }
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Table
        data={[Object.fromEntries(cells)]}
        header={Heading}
        cell={Cell}
        skeleton={surface.ascii ? AsciiSkeleton : Skeleton}
      />
    </Box>
  );
}

interface CellProps {
  readonly children?: ReactNode;
}

function Heading({ children }: CellProps) {
  return <Text bold>{children}</Text>;
}

function Cell({ children }: CellProps) {
  return <Text>{children}</Text>;
}

function Skeleton({ children }: CellProps) {
  return <Text dimColor>{children}</Text>;
}

/** The same frame in signs that every terminal has. */
function AsciiSkeleton({ children }: CellProps) {
  const text = typeof children === "string" ? children : "";
  return (
    <Text>
      {text
        .replace(/─/g, "-")
        .replace(/│/g, "|")
        .replace(/[┌┐└┘├┤┬┴┼]/g, "+")}
    </Text>
  );
}
