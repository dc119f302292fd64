/** How far a k-d tree parts its points. Also carried inside exported modules. */

/** Most points of a leaf. */
export const leafSize = 16;
