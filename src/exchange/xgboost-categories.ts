/** Categorical splits of XGBoost trees, and the labels that a model trained on a data frame keeps. */
import type { Label } from '../estimators/tree/imported-columns.ts';
import { type DocumentObject, isObject, type Numbers, numbersAt } from './document.ts';
import { invalidFile, type SizeBudget, unsupportedModel } from './model-file-error.ts';

/** XGBoost's codes are below this, the first float32 whose successor is 2 away. */
const codeEnd = 16_777_216;

/** For each categorical node of a tree the codes that go right. @throws MODEL_FILE_INVALID */
export function categoricalNodes(tree: DocumentObject, what: string): ReadonlyMap<number, Numbers> {
  const nodes = numbersAt(tree, 'categories_nodes', true);
  if (nodes.length === 0) return new Map();
  const starts = numbersAt(tree, 'categories_segments');
  const sizes = numbersAt(tree, 'categories_sizes');
  const codes = numbersAt(tree, 'categories');
  if (starts.length !== nodes.length || sizes.length !== nodes.length) throw damaged(what);
  // No two nodes share codes, so all sets together take no more work than the list of them.
  if (totalOf(sizes) > codes.length) throw damaged(what);
  if (!codes.every((code) => Number.isInteger(code) && code >= 0 && code < codeEnd)) throw damaged(what);
  const found = new Map<number, Numbers>();
  for (const [i, node] of nodes.entries()) {
    const end = starts[i] + sizes[i];
    if (!(starts[i] >= 0 && sizes[i] > 0 && end <= codes.length && Number.isInteger(end))) throw damaged(what);
    if (found.has(node)) throw damaged(what);
    found.set(node, codes.subarray(starts[i], end));
  }
  return found;
}

/**
 * The sets of a tree's categorical nodes. XGBoost sends codes that it does not know left and missing values their own way,
 * so every set lists all codes up to `top`, the code that stands for those which are not known.
 */
export class CategorySets {
  readonly #parts: Uint32Array[] = [];
  #length = 0;
  readonly #budget: SizeBudget;

  constructor(budget: SizeBudget) {
    this.#budget = budget;
  }

  /** Where the set begins in which all codes but `right` go left. */
  add(right: Numbers, top: number): number {
    const nWords = Math.ceil((top + 1) / 32);
    this.#budget.takeWords(nWords + 1);
    const set = new Uint32Array(nWords + 1).fill(0xffff_ffff);
    set[0] = top + 1;
    for (const code of right) set[1 + (code >>> 5)] &= ~(1 << (code & 31));
    const start = this.#length;
    this.#parts.push(set);
    this.#length += set.length;
    return start;
  }

  joined(): Uint32Array {
    const all = new Uint32Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

/** The labels of each feature's codes; null for features without. @throws MODEL_FILE_INVALID */
export function xgboostLabels(
  model: DocumentObject,
  nFeatures: number,
  budget: SizeBudget,
): (readonly Label[] | null)[] {
  const none = new Array<null>(nFeatures).fill(null);
  const cats = model.get('cats');
  const lists = isObject(cats) ? cats.get('enc') : undefined;
  if (!Array.isArray(lists)) return none;
  if (lists.length !== nFeatures || !lists.every(isObject)) throw invalidFile('its categories do not fit its features');
  return lists.map((list: DocumentObject) => labelList(list, budget));
}

function labelList(list: DocumentObject, budget: SizeBudget): readonly Label[] | null {
  const values = numbersAt(list, 'values', true);
  // Lists of numbers have a `type` instead.
  const offsets = list.has('offsets') ? numbersAt(list, 'offsets') : undefined;
  budget.takeLabels(offsets ? offsets.length : values.length);
  if (!offsets) return values.length > 0 ? Array.from(values) : null;
  if (offsets.length < 2) return null;
  // XGBoost 3.2 counts characters where it stores bytes: beyond ASCII its labels are cut at the wrong places.
  if (values.some((byte) => !(byte >= 0 && byte < 128))) throw unsupportedModel('categories with labels beyond ASCII');
  return Array.from(offsets.subarray(1), (end, i) => {
    if (!(offsets[i] >= 0 && offsets[i] <= end && end <= values.length))
      throw invalidFile('its categories are damaged');
    return Buffer.from(values.subarray(offsets[i], end)).toString('latin1');
  });
}

function totalOf(sizes: Numbers): number {
  let total = 0;
  for (const size of sizes) total += size;
  return total;
}

function damaged(what: string): Error {
  return invalidFile(`${what} has damaged sets of categories`);
}
