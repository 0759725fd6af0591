import { useEffect, useSyncExternalStore } from "react";
import { Box, Text } from "../ink.ts";
import type { PictureCache, Wish } from "../pictures/picture-cache.ts";
import { fitProse } from "../surface/fit.ts";
import { useSurface } from "../surface/surface.ts";

export interface PictureProps extends Wish {
  readonly cache: PictureCache;
}

/** A picture in the middle of its place, as large as it fits; the place keeps its size when there is none. */
export function Picture({ cache, content, size, like }: PictureProps) {
  const surface = useSurface();
  // Drawn again only when this picture became ready, not with every one that is drawn ahead.
  const lines = useSyncExternalStore(cache.ready.subscribe, () => cache.peek({ content, size, like }));
  useEffect(() => cache.request({ content, size, like }), [cache, content, size, like]);
  return (
    <Box width={size.columns} height={size.rows} flexShrink={0} alignItems="center" justifyContent="center">
      {lines === undefined || lines.length > 0 ? (
        <Box flexDirection="column">
          {(lines ?? []).map((line, index) => (
            // The lines of a picture have no identity but their order.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <Text key={index} wrap="truncate">
              {line}
            </Text>
          ))}
        </Box>
      ) : (
        <Text dimColor wrap="truncate">
          {fitProse(surface, surface.t.text("terminal.noPicture"), size.columns)}
        </Text>
      )}
    </Box>
  );
}
