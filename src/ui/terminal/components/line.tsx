import { Text } from "../ink.ts";
import { palette, type Tone } from "../surface/palette.ts";
import { useSurface } from "../surface/surface.ts";

/** A piece of a line. Its text is already safe, and the pieces of a line together are no wider than its place. */
export type Part =
  | string
  | {
      readonly text: string;
      readonly tone?: Tone;
      readonly bold?: boolean;
      readonly inverse?: boolean;
    };

/** One line of text in pieces. One `<Text>` a line is what keeps a full screen under four milliseconds. */
export function Line({ parts }: { readonly parts: readonly Part[] }) {
  const { colour } = useSurface();
  return (
    <Text wrap="truncate">
      {/* An empty text would take no line at all. */}
      {widthOf(parts) === 0 ? " " : null}
      {parts.map((part, index) =>
        typeof part === "string" ? (
          part
        ) : (
          // A line has no identity but the order of its pieces.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Text key={index} {...styleOf(part, colour)}>
            {part.text}
          </Text>
        ),
      )}
    </Text>
  );
}

function styleOf(part: Exclude<Part, string>, colour: boolean) {
  const { tone = "plain", bold = false, inverse = false } = part;
  const quiet = tone === "quiet";
  return {
    bold,
    inverse,
    dimColor: quiet,
    ...(colour && tone !== "plain" && !quiet ? { color: palette[tone] } : {}),
  };
}

/** How wide a line is, in columns. */
export function widthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + Bun.stringWidth(typeof part === "string" ? part : part.text), 0);
}

export interface LinesProps {
  readonly lines: readonly (readonly Part[])[];
  /** No more than so many; all when left out. */
  readonly rows?: number;
}

/** On a terminal too small for all, empty lines are the first to go: as many as must, the last ones first. */
function tightened(lines: LinesProps["lines"], excess: number): LinesProps["lines"] {
  const empty = lines.flatMap((parts, at) => (parts.length === 0 ? [at] : []));
  const gone = new Set(excess > 0 ? empty.slice(-excess) : []);
  return gone.size === 0 ? lines : lines.filter((_, at) => !gone.has(at));
}

/** Lines below each other. Cut here and not by a clipping box, which would take every picture apart again. */
export function Lines({ lines, rows = Number.POSITIVE_INFINITY }: LinesProps) {
  const wanted = tightened(lines, lines.length - rows);
  // A line's place is its identity.
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  return wanted.slice(0, rows).map((parts, index) => <Line key={index} parts={parts} />);
}
