import type { ReactNode } from "react";
import { Box, Table, Text } from "../ink.ts";
import { fitProse } from "../surface/fit.ts";
import { useSurface } from "../surface/surface.ts";

export interface SummaryColumn {
  readonly label: string;
  readonly value: string;
}

/**
 * The final figures of a run in one row, drawn by ink-table: short, plain text, which is what it does well (it
 * counts `String.length`, so wide characters would break its frame).
 */
export function SummaryTable({ columns }: { readonly columns: readonly SummaryColumn[] }) {
  const surface = useSurface();
  const cut = (text: string) => fitProse(surface, text, 14);
  const row = Object.fromEntries(columns.map(({ label, value }) => [cut(label), cut(value)]));
  return (
    <Box flexDirection="column">
      <Table data={[row]} header={Heading} cell={Cell} skeleton={surface.ascii ? AsciiSkeleton : Skeleton} />
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
