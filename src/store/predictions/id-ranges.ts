/** Sets of prediction ids, in pages of ranges. */
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { type FirstIds, IdPage } from './id-page.ts';

/** Where a page is among all ids. */
interface PageSpan {
  readonly page: IdPage;
  readonly first: string;
  /** The greatest id of this page and of those before it. */
  readonly last: string;
}

export class IdRanges {
  readonly #pages: IdPage[];
  /** In ascending order of their first ids; undefined until somebody asks. */
  #spans: readonly PageSpan[] | undefined;

  /** @param pages Whole ones, to which more may be added. */
  constructor(pages: readonly IdPage[] = []) {
    this.#pages = [...pages];
  }

  /** Adds the ids of requests. */
  addAll(requests: FirstIds): void {
    this.#spans = undefined;
    for (let from = 0; from < requests.count; ) {
      let page = this.#pages.at(-1);
      if (!page || page.isFull || page.idBytes !== requests.idBytes) {
        page = IdPage.after(page, requests.idBytes);
        this.#pages.push(page);
      }
      from += page.add(requests, from);
    }
  }

  has(id: string): boolean {
    this.#spans ??= spansOf(this.#pages);
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#spans[middle].first <= id) low = middle + 1;
      else high = middle;
    }
    // Pages may overlap by a little: requests are logged when they are answered, and get their ids before.
    for (let place = low - 1; place >= 0 && id <= this.#spans[place].last; place--) {
      if (this.#spans[place].page.has(id)) return true;
    }
    return false;
  }
}

function spansOf(pages: readonly IdPage[]): PageSpan[] {
  const spans = pages
    .flatMap((page) => (page.ends ? [{ page, first: page.ends[0], last: page.ends[1] }] : []))
    .sort((a, b) => compareCodeUnits(a.first, b.first));
  let greatest = '';
  return spans.map(({ page, first, last }) => {
    if (last > greatest) greatest = last;
    return { page, first, last: greatest };
  });
}
