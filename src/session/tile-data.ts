/** What a tile of the palette carries while it is dragged. */

/** Its data type; the data is the tile's `adds` (`parts.ts`). The canvas takes it. */
export const TILE_DATA_TYPE = "application/x-eventyard-kind";
