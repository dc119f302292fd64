/** Model files made to do harm: each ends in a typed error that says why, before memory is taken for it. */
import { describe, expect, it } from 'vitest';
import { importModel } from '../../src/exchange/import-model.ts';
import { modelCases } from '../reference/exchange/reference-models.ts';

const text = modelCases('lightgbm.json').cases.find(({ name }) => name === 'missing nan')!.model;
const json = modelCases('xgboost.json').cases.find(({ name }) => name === 'squared error')!.model;
const ubj = Buffer.from(modelCases('xgboost.json').cases.find(({ name }) => name === 'dart')!.ubj!, 'base64');

function refusal(content: string | Uint8Array): string {
  try {
    importModel(typeof content === 'string' ? Buffer.from(content) : content);
    return 'taken';
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
}

/** The text with the first field of that name changed. */
const withField = (field: string, value: string) => text.replace(new RegExp(`^${field}=.*$`, 'm'), `${field}=${value}`);

/** A LightGBM model with one tree, a chain of `depth` splits to the right. */
function chain(depth: number): string {
  const each = (value: (i: number) => number) => Array.from({ length: depth }, (_, i) => value(i)).join(' ');
  const tree = [
    `num_leaves=${depth + 1}`,
    'num_cat=0',
    `split_feature=${each(() => 0)}`,
    `threshold=${each((i) => i)}`,
    `decision_type=${each(() => 2)}`,
    `left_child=${each((i) => -1 - i)}`,
    `right_child=${each((i) => (i < depth - 1 ? i + 1 : -1 - depth))}`,
    `leaf_value=${each(() => 1)} 1`,
  ];
  const header =
    'tree\nversion=v4\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=regression\nfeature_names=a\n';
  return `${header}\nTree=0\n${tree.join('\n')}\n\nend of trees\n`;
}

/** A model of trees without splits. */
function trees(count: number): string {
  const tree = (_: unknown, i: number) => `Tree=${i}\nnum_leaves=1\nnum_cat=0\nleaf_value=1\n`;
  return text.slice(0, text.indexOf('Tree=0')) + Array.from({ length: count }, tree).join('\n');
}

describe('LightGBM text', () => {
  it.each([
    ['a child that is its own parent', withField('left_child', '0 -1 -2 -3'), /two parents/],
    ['a cycle', withField('right_child', '1 0 3 -5'), /two parents/],
    ['a child that does not exist', withField('left_child', '9 -1 -2 -3'), /does not exist/],
    ['a leaf that does not exist', withField('left_child', '-2147483648 -1 -2 -3'), /does not exist|two parents/],
    ['feature -1', withField('split_feature', '-1 0 0 0'), /splits on feature -1/],
    ['feature 2^31 - 1', withField('split_feature', '2147483647 0 0 0'), /splits on feature/],
    ['feature 2^31', withField('split_feature', '2147483648 0 0 0'), /32 bits/],
    ['a threshold that is no number', withField('threshold', 'nan 1 1 1'), /no number/],
    ['a leaf that is no number', withField('leaf_value', '1 nan 1 1 1'), /no finite number/],
    ['an infinite leaf', withField('leaf_value', '1 inf 1 1 1'), /no finite number/],
    ['leaves whose sum overflows', withField('leaf_value', '1 1e308 1 1 1'), /overflow/],
    ['4 billion leaves', withField('num_leaves', '4294967295'), /4000000 are read/],
    ['a million leaves in name', withField('num_leaves', '1000000'), /leaf_value must be 1000000 numbers/],
    ['10^10 sets of categories', withField('num_cat', '9999999999'), /cat_boundaries/],
    ['10^10 features', withField('max_feature_idx', '9999999999'), /feature_names/],
    ['10^10 outputs', withField('num_tree_per_iteration', '9999999999'), /whole rounds/],
    ['an unknown kind of missing value', withField('decision_type', '12 2 2 2'), /decision_type/],
    ['a tree twice', text.replace('Tree=1', 'Tree=0'), /tree 1 was expected/],
    ['a field twice', text.replace('num_cat=0', 'num_cat=0\nnum_cat=0'), /occurs twice/],
    [
      'a thousand fields',
      text.replace('num_cat=0', Array.from({ length: 1_000 }, (_, i) => `a${i}=`).join('\n')),
      /fields/,
    ],
    ['60,000 trees', trees(60_000), /50000 trees/],
    ['a cut file', text.slice(0, text.indexOf('end of trees')), /cut off/],
    ['a file cut in a tree', text.slice(0, text.length / 2), /cut off/],
    ['a version to come', withField('version', 'v9'), /version "v9"/],
    ['an unknown objective', withField('objective', 'constructor'), /objective "constructor"/],
    ['a depth of 1,000,000', chain(1_000_000), /deeper than 10000/],
    ['an objective of 8 million words', withField('objective', 'a '.repeat(8_000_000)), /objective "a a/],
    ['3 million lines', text.replace('end of trees', 'end of trees\n'.repeat(3_000_001)), /3000000 lines/],
    ['a number of 10,000 digits', withField('leaf_value', `1 ${'1'.repeat(10_000)} 1 1 1`), /must be 5 numbers/],
  ])('refuses %s', (_, content, why) => {
    expect(content).not.toBe(text);
    expect(refusal(content)).toMatch(/^MODEL_FILE_/);
    expect(refusal(content)).toMatch(why);
  });

  it('refuses labels of which it cannot be told to which columns they belong', () => {
    const labelled = modelCases('lightgbm.json').cases.find(({ name }) => name === 'labels')!.model;
    expect(refusal(labelled)).toBe('taken');
    const unnamed = labelled.replace(/^\[categorical_feature.*$/m, '');
    expect(refusal(unnamed)).toMatch(/^MODEL_FILE_UNSUPPORTED.*pandas_categorical/);
  });

  it('takes ranges of features in any length', () => {
    const ranges = `${'0:'.repeat(8_000_000)}x`;
    const labelled = `${withField('feature_infos', ranges)}\npandas_categorical:[[1]]\n`;
    expect(refusal(labelled.replace('pandas_categorical:null', ''))).toMatch(/^MODEL_FILE_UNSUPPORTED/);
  });

  it('refuses more than a million labels', () => {
    const labels = `pandas_categorical:[[${'1,'.repeat(1_000_000)}1]]`;
    const labelled = withField('feature_infos', '0:1 none none none').replace(/^pandas_categorical.*$/m, '');
    const content = `${labelled}\n${labels}\n`;
    expect(refusal(content.replace(/^max_feature_idx=.*$/m, 'max_feature_idx=3'))).toMatch(/1000001 labels/);
  });

  it('takes a depth of 10,000', () => {
    expect(refusal(chain(10_000))).toBe('taken');
  });
});

describe('XGBoost JSON', () => {
  const changed = (from: string | RegExp, to: string) => json.replace(from, to);

  it.each([
    ['a cycle', changed(/"left_children":\[1,3/, '"left_children":[1,0'), /two parents/],
    ['a child that does not exist', changed(/"left_children":\[1/, '"left_children":[99'), /does not exist/],
    ['a child between two', changed(/"left_children":\[1/, '"left_children":[1.5'), /does not exist/],
    ['feature -1', changed(/"split_indices":\[\d/, '"split_indices":[-1'), /feature -1/],
    ['feature 2^31', changed(/"split_indices":\[\d/, '"split_indices":[2147483648'), /feature 2147483648/],
    ['a threshold that is no number', changed(/"split_conditions":\[[^,]*/, '"split_conditions":[NaN'), /no number/],
    [
      'a threshold without a number below',
      changed(/"split_conditions":\[[^,]*/, '"split_conditions":[-1e40'),
      /no number/,
    ],
    ['a list that is short', changed(/"default_left":\[\d,/, '"default_left":['), /default_left must be 7 numbers/],
    ['more trees than there are', changed('"num_trees":"4"', '"num_trees":"100000000"'), /num_trees/],
    ['10^9 features', changed(/"num_feature":"4","num_target"/, '"num_feature":"1000000000","num_target"'), /features/],
    ['a key twice', changed('"id":0', '"id":0,"id":0'), /a key twice/],
    ['an output that does not exist', changed('"tree_info":[0', '"tree_info":[1'), /tree_info/],
    ['a text for a list', changed(/"sum_hessian":\[[^\]]*\]/, '"sum_hessian":"much"'), /list of numbers/],
    ['a prototype', changed('"learner":', '"__proto__":'), /"learner" must be an object/],
    ['a cut file', json.slice(0, -2), /no valid JSON/],
    ['text after the end', `${json}{}`, /after the end/],
    ['100,000 levels', `{"learner":${'['.repeat(100_000)}`, /levels/],
    ['a text of 2 MB', changed('"id":0', `"id":"${'x'.repeat(2_000_000)}"`), /text of more than 1048576 bytes/],
    ['10,001 fields', changed('"id":0', Array.from({ length: 10_001 }, (_, i) => `"k${i}":0`).join()), /10000 fields/],
    ['1.5 million lists', changed('"id":0', `"id":[${'[],'.repeat(1_500_000)}[]]`), /more than 1500000 values/],
    ['16 million numbers', changed('"id":0', `"id":[${'1,'.repeat(16_000_000)}1]`), /more than 16000000 numbers/],
    [
      'half a million tiny numbers',
      changed('"id":0', `"id":[${'1e-320,'.repeat(500_000)}1e-320]`),
      /500000 long or tiny/,
    ],
    ['a number of 10,000 digits', changed('"id":0', `"id":${'1'.repeat(10_000)}`), /value was expected/],
  ])('refuses %s', (_, content, why) => {
    expect(content).not.toBe(json);
    expect(refusal(content)).toMatch(/^MODEL_FILE_INVALID/);
    expect(refusal(content)).toMatch(why);
  });

  it('takes truth values for the way of missing values, as XGBoost 1 wrote them', () => {
    const older = json.replace(/"default_left":\[[01,]*\]/g, (list) =>
      list.replace(/0/g, 'false').replace(/1/g, 'true'),
    );
    expect(older).toContain('true');
    expect(importModel(Buffer.from(older))).toEqual(importModel(Buffer.from(json)));
  });

  it('takes any content in nodes that were pruned', () => {
    const pruned = modelCases('xgboost.json').cases.find(({ name }) => name === 'pruned')!.model;
    const changed = JSON.parse(pruned);
    let count = 0;
    for (const tree of changed.learner.gradient_booster.model.trees) {
      const reached = new Set([0, ...tree.left_children, ...tree.right_children]);
      for (const node of tree.left_children.keys()) {
        if (reached.has(node) && tree.parents[node] !== 2_147_483_647) continue;
        if (node === 0) continue;
        tree.left_children[node] = 0;
        tree.split_indices[node] = 2_147_483_647;
        count++;
      }
    }
    expect(count).toBeGreaterThan(0);
    expect(importModel(Buffer.from(JSON.stringify(changed)))).toEqual(importModel(Buffer.from(pruned)));
  });

  it('takes NaN and Infinity where they do not matter', () => {
    expect(refusal(changed(/"base_weights":\[[^,]*,[^,]*/, '"base_weights":[NaN,-Infinity'))).toBe('taken');
  });
});

describe('sets of categories', () => {
  /** A tree whose first `count` nodes send the same codes right. */
  const shared = (count: number, codes: readonly number[]) => {
    const nodes = Array.from({ length: 2 * count + 1 }, (_, i) => i);
    const inner = nodes.slice(0, count);
    const tree = {
      ...JSON.parse(json).learner.gradient_booster.model.trees[0],
      categories: codes,
      categories_nodes: inner,
      categories_segments: inner.map(() => 0),
      categories_sizes: inner.map(() => codes.length),
      left_children: nodes.map((i) => (i < count ? 2 * i + 1 : -1)),
      right_children: nodes.map((i) => (i < count ? 2 * i + 2 : -1)),
      split_type: nodes.map((i) => Number(i < count)),
    };
    for (const key of ['split_indices', 'split_conditions', 'default_left', 'loss_changes', 'sum_hessian'])
      tree[key] = nodes.map(() => 0);
    const document = JSON.parse(json);
    document.learner.gradient_booster.model.trees[0] = tree;
    return JSON.stringify(document);
  };

  it('takes a set of codes', () => {
    expect(refusal(shared(1, [0, 3]))).toBe('taken');
  });

  it('refuses sets that share their codes', () => {
    expect(refusal(shared(2, [0, 3]))).toMatch(/^MODEL_FILE_INVALID.*damaged sets/);
  });

  it('refuses sets of more codes than memory is taken for', () => {
    const nodes = Array.from({ length: 40 }, (_, i) => i);
    const one = JSON.parse(shared(40, [16_777_215]));
    const tree = one.learner.gradient_booster.model.trees[0];
    tree.categories = nodes.map(() => 16_777_215);
    tree.categories_segments = nodes;
    expect(refusal(JSON.stringify(one))).toMatch(
      /^MODEL_FILE_INVALID.*codes in sets of categories or more, at most 536870912/,
    );
  });
});

describe('UBJSON', () => {
  const length = (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    return bytes;
  };
  /** The file with the count of its first list of 4-byte numbers replaced. */
  const counted = (count: bigint) => {
    const at = ubj.indexOf('[$d#L') + 5;
    return Buffer.concat([ubj.subarray(0, at), length(count), ubj.subarray(at + 8)]);
  };

  it.each([
    ['a list of 2^62 numbers', counted(2n ** 62n), /length that is none/],
    ['a list of 10^9 numbers', counted(10n ** 9n), /ends too early/],
    ['a list of -1 numbers', counted(-1n), /length that is none/],
    ['a text of 2^40 bytes', Buffer.concat([Buffer.from('{L'), length(2n ** 40n), ubj]), /ends too early/],
    ['a list of 2^40 empty values', Buffer.concat([Buffer.from('{U\u0001a[$Z#L'), length(2n ** 40n)]), /unknown type/],
    ['100,000 levels', Buffer.from(`{U\u0001a${'['.repeat(100_000)}`), /levels/],
    [
      'a text of 2 MB',
      Buffer.concat([Buffer.from('{U\u0001aSL'), length(2_000_000n), Buffer.alloc(2_000_000)]),
      /1048576/,
    ],
    ['bytes after the end', Buffer.concat([ubj, Buffer.from('x')]), /after the end/],
    ['an unknown marker', Buffer.from('{U\u0001aQ}'), /unknown marker/],
  ])('refuses %s', (_, content, why) => {
    expect(refusal(content)).toMatch(/^MODEL_FILE_INVALID/);
    expect(refusal(content)).toMatch(why);
  });

  it('refuses every cut file', () => {
    for (let end = 0; end < ubj.length; end += 7) expect(refusal(ubj.subarray(0, end))).toMatch(/^MODEL_FILE_INVALID/);
  });
});

describe('other files', () => {
  it.each([
    ['nothing', [], /empty/],
    ['a pickle', [0x80, 4, 0x95, 0, 0], /pickle/],
    ['a zip archive', [0x50, 0x4b, 3, 4], /zip/],
    ['a gzip file', [0x1f, 0x8b, 8, 0], /gzip/],
    ['an old XGBoost file', [...Buffer.from('binf')], /old binary/],
    ['zeros', [0, 0, 0, 0, 0, 0], /neither/],
    ['a text that is no UTF-8', [...Buffer.from('tree\n'), 0xff], /UTF-8/],
  ])('refuses %s', (_, bytes, why) => {
    expect(refusal(Uint8Array.from(bytes))).toMatch(/^MODEL_FILE_/);
    expect(refusal(Uint8Array.from(bytes))).toMatch(why);
  });
});
