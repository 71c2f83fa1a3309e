#!/usr/bin/env python3
"""Train the content model: which blocks of a page are its content, and the page's kind.

usage: train.py PACKS OUT.dlm [--folds DIR] [--quick]

In:   PACKS: a folder with the unpacked packs wcxb-dev and fundus-meta (data.lock has their
      digests); build/release/tools/train_rows, which computes all features
Out:  OUT.dlm: the weights (src/model/model.h has the format)
      OUT.parity.txt: rows with the scores that the program must come to
      --folds DIR: a model for each fifth of the domains, trained on the others, and the
      pages it must be tried on: DIR/N.dlm, DIR/N.ids
      standard output: F1 over words by kind of page, whole domains held out

The same input gives the same bytes: seeds are fixed, LightGBM runs deterministic.
--quick: what the second look learns from was made with the held-out fifth in sight.
"""
import argparse
import bisect
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from urllib.parse import urlparse

import lightgbm as lgb
import numpy as np
import scipy.sparse as sp

VERSION = 1  # of the feature code: learned.c
PACKS = ("wcxb-dev", "fundus-meta")
KINDS = ("article", "forum", "product", "collection", "listing", "documentation", "service")
GROUPS = ("own", "parent", "above", "text", "heading")
CHUNKS = ("WOWN", "WPAR", "WABO", "WTXT", "WHEA")
FOLDS = 5
SHRINK = 4.0       # words seen seldom weigh little
LEAST_DOMAINS = 3  # that a word must stand on
WORD = re.compile(r"\w+")
FIRST = dict(objective="binary", learning_rate=0.1, num_leaves=31, max_depth=8, min_data_in_leaf=60, feature_fraction=0.5,
             bagging_fraction=0.7, bagging_freq=1, lambda_l2=2, seed=1, max_bin=127)
SECOND = dict(objective="binary", learning_rate=0.08, num_leaves=15, max_depth=6, min_data_in_leaf=80, feature_fraction=0.5,
              bagging_fraction=0.7, bagging_freq=1, lambda_l2=3, seed=2, max_bin=127)
KIND = dict(objective="multiclass", num_class=len(KINDS), learning_rate=0.08, num_leaves=15, max_depth=6, min_data_in_leaf=15,
            feature_fraction=0.5, bagging_fraction=0.8, bagging_freq=1, seed=1)
ROUNDS = {"first": 160, "second": 120, "kind": 80}
COMMON = dict(verbose=-1, num_threads=2, deterministic=True, force_row_wise=True)


def names(path, macro):
    return [m for m in re.findall(r"^(?:%s)\((\w+)\)$" % macro, open(path).read(), re.M) if m != "name"]


HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
COLUMNS = names(os.path.join(ROOT, "src/article/features.def"), "FEATURE")
COLUMNS2 = names(os.path.join(ROOT, "src/article/second.def"), "SAME|SECOND")
KIND_COLUMNS, KIND_PLAIN = 62, 48
WEIGHED = [COLUMNS.index("%s_%s" % (g, t)) for g in GROUPS for t in ("mean", "least", "most")]


# ---- Labels ---------------------------------------------------------------------------------

def words(text):
    return WORD.findall(text.lower())


def longest_rising(pairs):
    """The longest chain of (page, gold) pairs that rises in both; pairs are sorted by page, falling in gold."""
    tails, at, back = [], [], [-1] * len(pairs)
    for i, (_, g) in enumerate(pairs):
        k = bisect.bisect_left(tails, g)
        tails[k:k + 1] = [g]
        at[k:k + 1] = [i]
        back[i] = at[k - 1] if k else -1
    chain, i = [], at[-1] if at else -1
    while i >= 0:
        chain.append(pairs[i])
        i = back[i]
    return chain[::-1]


def label(blocks, gold, n=4):
    """Part of each block's words that the gold text has, by runs of n words in the same order."""
    gold, page, starts = words(gold), [], [0]
    of = [words(b) for b in blocks]
    for b in of:
        page += b
        starts.append(len(page))
    where = defaultdict(list)
    for j in range(len(gold) - n + 1):
        where[tuple(gold[j:j + n])].append(j)
    pairs = []
    for p in range(len(page) - n + 1):
        hits = where.get(tuple(page[p:p + n]), ())
        if 0 < len(hits) <= 12:
            pairs += [(p, j) for j in reversed(hits)]
    chain = longest_rising(pairs)
    in_page, in_gold = np.zeros(len(page), bool), np.zeros(len(gold), bool)
    for p, g in chain:
        in_page[p:p + n] = True
        in_gold[g:g + n] = True
    cp, cg = [p for p, _ in chain], [g for _, g in chain]
    parts = np.zeros(len(of))
    for i, b in enumerate(of):
        if not b:
            continue
        s, e, k = starts[i], starts[i + 1], len(b)
        parts[i] = in_page[s:e].mean()
        if parts[i] < 0.5 and k < 2 * n:  # too short for runs: between what stands around it
            a, z = bisect.bisect_left(cp, s) - 1, bisect.bisect_left(cp, e)
            lo, hi = cg[a] if a >= 0 else 0, cg[z] + n if z < len(cg) else len(gold)
            for j in range(lo, min(hi, len(gold)) - k + 1) if chain else ():
                if gold[j:j + k] == b and not in_gold[j:j + k].all():
                    in_gold[j:j + k] = True
                    parts[i] = 1
                    break
        elif parts[i] < 0.5:  # in another order than the gold text
            runs = [tuple(b[j:j + n]) in where for j in range(k - n + 1)]
            hits = [j for r in range(k - n + 1) for j in where.get(tuple(b[r:r + n]), ())[:2]]
            if np.mean(runs) > 0.8 and hits and np.mean([in_gold[j] for j in hits]) < 0.5:
                parts[i] = 1
                for j in hits:
                    in_gold[j:j + n] = True
    return parts


# ---- Pages ----------------------------------------------------------------------------------

def domain(url, other):
    parts = (urlparse(url or "").hostname or "").split(".")
    long = len(parts) > 2 and len(parts[-2]) <= 3 and len(parts[-1]) == 2
    return ".".join(parts[-3 if long else -2:]) or other


class Data:
    """All pages and blocks. rows: [block, column]; page_of: [block]."""

    def __init__(self, packs, tmp):
        self.pages, rows, self.manifests = [], [], []
        texts = [[] for _ in GROUPS]
        ends = [[0] for _ in GROUPS]
        for pack in PACKS:
            gold = [json.loads(line) for line in open(os.path.join(packs, pack, "manifest.jsonl"), encoding="utf-8")]
            listed = os.path.join(tmp, pack + ".jsonl")
            with open(listed, "w", encoding="utf-8") as f:
                for page in gold:
                    page["file"] = os.path.abspath(os.path.join(packs, pack, page["file"]))
                    f.write(json.dumps({k: page[k] for k in ("id", "file", "url", "charset") if k in page}) + "\n")
            self.manifests.append(listed)
            out = os.path.join(tmp, pack + ".f32")
            run = subprocess.Popen([tool(), listed, out], stdout=subprocess.PIPE, text=True, encoding="utf-8")
            for line, page in zip(run.stdout, gold):
                self.add(json.loads(line), page, pack, texts, ends)
            if run.wait() != 0:
                sys.exit("train: train_rows failed")
            rows.append(np.fromfile(out, np.float32).reshape(-1, len(COLUMNS)))
        self.x = np.vstack(rows)
        self.page_of = np.repeat(np.arange(len(self.pages)), [p["n"] for p in self.pages])
        self.part = np.concatenate([p["part"] for p in self.pages])
        self.y = self.part >= 0.5
        self.count = np.concatenate([p["count"] for p in self.pages]).astype(float)
        total = np.array([max(1, p["count"].sum()) for p in self.pages])
        sound = np.array([not p["flags"] for p in self.pages])
        self.weight = (np.sqrt(self.count / total[self.page_of] * 100) + 0.02) * sound[self.page_of]
        self.kind = np.array([KINDS.index(p["kind"]) for p in self.pages])
        domains = sorted({p["domain"] for p in self.pages})
        np.random.RandomState(1).shuffle(domains)
        fold = {d: i % FOLDS for i, d in enumerate(domains)}
        self.fold = np.array([fold[p["domain"]] for p in self.pages])
        self.block_fold = self.fold[self.page_of]
        index = {d: i for i, d in enumerate(domains)}
        self.domain = np.array([index[p["domain"]] for p in self.pages])
        self.words = [self.table(t, e) for t, e in zip(texts, ends)]

    def add(self, seen, page, pack, texts, ends):
        assert seen["id"] == page["id"]
        self.pages.append(dict(
            id=page["id"], pack=pack, n=len(seen["blocks"]), part=label(seen["blocks"], page["text"]),
            count=np.array(seen["count"], np.int64), gold=Counter(words(page["text"])), kind=page["page_type"],
            of=[words(b) for b in seen["blocks"]], url=sorted(set(seen["url"])), short=sorted(set(seen["short"])),
            flags=page.get("flags") or [], domain=domain(page.get("url"), page["id"])))
        for block in seen["words"]:
            for k in range(len(GROUPS)):
                texts[k] += block[k]
                ends[k].append(len(texts[k]))

    def table(self, hashes, ends):
        """Words of a group: their hashes, and a matrix of where they stand."""
        n = len(ends) - 1
        known, at = np.unique(np.array(hashes, np.uint32), return_inverse=True)
        where = sp.csr_matrix((np.ones(len(at), np.float32), at, np.array(ends)), shape=(n, len(known)))
        by_domain = sp.csr_matrix((np.ones(n, np.float32), (self.domain[self.page_of], np.arange(n))),
                                  shape=(self.domain.max() + 1, n))
        keep = np.nonzero(np.asarray(((by_domain @ where) > 0).sum(0)).ravel() >= LEAST_DOMAINS)[0]
        return known[keep], where[:, keep].tocsr()

    def weights(self, group, folds):
        """What each word of a group says, by the blocks of some folds: log odds, in units of 1/16."""
        known, where = self.words[group]
        mask = np.isin(self.block_fold, folds)
        yes, no = mask & self.y, mask & ~self.y
        a, b = where[yes].T @ self.weight[yes], where[no].T @ self.weight[no]
        prior = self.weight[yes].sum() / self.weight[mask].sum()
        w = np.log((a + SHRINK * prior) / (b + SHRINK * (1 - prior))) - np.log(prior / (1 - prior))
        w[a + b < 0.5] = 0
        return known, np.clip(np.round(w * 16), -127, 127).astype(np.int8)

    def weigh(self, group, folds, rows):
        """Mean, least and most weight of the words of some blocks, as features.c has them."""
        _, w = self.weights(group, folds)
        where = self.words[group][1][rows]
        each = w[where.indices].astype(np.int32)
        block = np.repeat(np.arange(where.shape[0]), np.diff(where.indptr))
        times = where.data.astype(np.int32)
        block, each, times = block[each != 0], each[each != 0], times[each != 0]
        n = where.shape[0]
        count = np.bincount(block, times, n)
        total = np.bincount(block, each * times, n)
        least, most = np.zeros(n, np.int32), np.zeros(n, np.int32)
        some = np.nonzero(count)[0]
        if len(some):
            starts = np.searchsorted(block, some)
            least[some], most[some] = np.minimum.reduceat(each, starts), np.maximum.reduceat(each, starts)
        f = np.float32
        mean = np.where(count > 0, total.astype(f) / np.maximum(count, 1).astype(f) / f(16), f(0))
        return np.stack([mean, least.astype(f) / f(16), most.astype(f) / f(16)], 1)

    def first_rows(self, rows, folds_of):
        """Rows of the first look for some blocks; folds_of: fold of a block -> folds its words are weighed by."""
        x = self.x[rows].copy()
        for fold in np.unique(self.block_fold[rows]):
            here = self.block_fold[rows] == fold
            for g in range(len(GROUPS)):
                x[np.ix_(here, WEIGHED[3 * g:3 * g + 3])] = self.weigh(g, folds_of(fold), rows[here])
        return x


def tool():
    return os.path.join(ROOT, "build/release/tools/train_rows")


# ---- Fitting --------------------------------------------------------------------------------

class Trees:
    """A fitted model with its leaves rounded as the program has them."""

    def __init__(self, params, rounds, x, y, weight=None):
        self.fitted = lgb.train({**params, **COMMON}, lgb.Dataset(x, y, weight=weight), rounds)
        self.columns, self.classes = x.shape[1], params.get("num_class", 1)
        structures = [t["tree_structure"] for t in self.fitted.dump_model()["tree_info"]]
        self.trees = [flat(s) for s in structures]
        self.leaves = [leaves(s) for s in structures]

    def score(self, x):
        """x <= threshold falls out the same for a float32 x and a threshold rounded down to one."""
        out = np.zeros((len(x), self.classes), np.int64)
        for at in range(0, len(x), 50000):
            of = self.fitted.predict(x[at:at + 50000], pred_leaf=True).reshape(-1, len(self.trees))
            for i, values in enumerate(self.leaves):
                out[at:at + 50000, i % self.classes] += values[of[:, i]]
        return out

    def chunk(self):
        roots, nodes = [], []
        for tree in self.trees:
            roots.append(len(nodes))
            nodes += [struct.pack("<iHH", int(v), 0xFFFF, 0) if c == 0xFFFF else struct.pack("<fHH", v, c, l)
                      for c, v, l in tree]
        return struct.pack("<4I", self.columns, self.classes, len(self.trees), len(nodes)) + struct.pack(
            "<%dI" % len(roots), *roots) + b"".join(nodes)


def leaves(root):
    """Leaf number -> value, in units of 1/65536."""
    out, left = {}, [root]
    while left:
        node = left.pop()
        if "leaf_value" in node:
            out[node.get("leaf_index", 0)] = round(node["leaf_value"] * 65536)
        else:
            left += [node["left_child"], node["right_child"]]
    return np.array([out[i] for i in range(len(out))], np.int64)


def flat(root):
    """A tree as a list of (column, threshold or leaf, left), children side by side behind their parent."""
    nodes, out = [root], []
    for node in nodes:
        if "leaf_value" in node:
            out.append((0xFFFF, round(node["leaf_value"] * 65536), 0))
            continue
        t = np.float32(node["threshold"])
        if float(t) > node["threshold"]:  # the greatest float that is no greater
            t = np.nextafter(t, np.float32(-np.inf))
        assert node["decision_type"] == "<="
        out.append((node["split_feature"], float(t), len(nodes)))
        nodes += [node["left_child"], node["right_child"]]
    return out


SIGMOID = [min(65535, int(65536 / (1 + np.exp(-k / 16)) + 0.5)) for k in range(161)]


def probability(scores):
    """As dli_probability() has it: units of 1/65536."""
    table, away = np.array(SIGMOID), np.abs(scores)
    step, rest = np.minimum(away // 4096, 160), away % 4096
    p = np.where(step < 160, table[step] + (table[np.minimum(step + 1, 160)] - table[step]) * rest // 4096, table[160])
    return np.where(scores < 0, 65536 - p, p).astype(np.uint32)


def kind_probability(scores):
    """As set_kinds() has it."""
    p = probability(scores - scores.max(1, keepdims=True)).astype(np.int64)
    w = (p << 16) // (65536 - p)
    return (w / w.sum(1, keepdims=True)).astype(np.float32)


class KindWords:
    """What words of addresses or of short blocks say of a page's kind, in units of 1/16."""

    def __init__(self, data, field, pages, shrink, least):
        counts, seen, total = defaultdict(lambda: np.zeros(len(KINDS))), Counter(), np.zeros(len(KINDS))
        for i in pages:
            total[data.kind[i]] += 1
            for h in data.pages[i][field]:
                counts[h][data.kind[i]] += 1
                seen[h] += 1
        self.weights = {}
        for h, c in counts.items():
            if seen[h] < least:
                continue
            base = c.sum() / total.sum()
            w = np.log((c + shrink * base) / (total + shrink) / base)
            w = np.clip(np.round(w * 16), -127, 127).astype(np.int8)
            if w.any():
                self.weights[h] = w

    def columns(self, pages, field):
        none = np.zeros(len(KINDS), np.int8)
        sums = np.array([sum((self.weights.get(h, none).astype(np.int64) for h in p[field]), np.zeros(len(KINDS)))
                         for p in pages])
        return (np.clip(sums, -3200, 3200) / 160).astype(np.float32)


class Model:
    """Everything that a weight file holds, from the blocks of some folds."""

    def __init__(self, data, folds, shared=None):
        self.folds = folds
        train = np.nonzero(np.isin(data.block_fold, folds) & (data.weight > 0))[0]
        leave = lambda fold: [f for f in folds if f != fold]
        x = data.first_rows(train, leave)
        self.first = Trees(FIRST, ROUNDS["first"], x, data.y[train], data.weight[train])
        pages = np.nonzero(np.isin(data.fold, folds))[0]
        p = shared if shared is not None else self.unseen(data, folds)
        second, kinds = second_rows(data, p)
        self.fit_kinds(data, pages, kinds, leave)
        rows = second[train]
        rows[:, COLUMNS2.index("kind_article"):] = self.kind_p[data.page_of[train]]
        self.set_weighed(rows, x)
        self.second = Trees(SECOND, ROUNDS["second"], rows, data.y[train], data.weight[train])

    @staticmethod
    def set_weighed(rows, x):
        for name in ("own_mean", "above_mean", "text_mean", "heading_mean"):
            rows[:, COLUMNS2.index(name)] = x[:, COLUMNS.index(name)]

    @staticmethod
    def unseen(data, folds):
        """What the first look says of each block of some folds when trained on the others of them."""
        p = np.zeros(len(data.y), np.uint32)
        for fold in folds:
            others = [f for f in folds if f != fold]
            train = np.nonzero(np.isin(data.block_fold, others) & (data.weight > 0))[0]
            trees = Trees(FIRST, ROUNDS["first"], data.first_rows(train, lambda f: [o for o in others if o != f]),
                          data.y[train], data.weight[train])
            there = np.nonzero(data.block_fold == fold)[0]
            p[there] = probability(trees.score(data.first_rows(there, lambda f: others))[:, 0])
        return p

    def kind_rows(self, data, pages, kinds, folds):
        """Rows for the kinds of some pages, words weighed by the pages of some folds."""
        inside = np.nonzero(np.isin(data.fold, folds))[0]
        url, text = KindWords(data, "url", inside, 2.0, 4), KindWords(data, "short", inside, 8.0, 4)
        some = [data.pages[i] for i in pages]
        out = kinds[pages].copy()
        out[:, KIND_PLAIN:KIND_PLAIN + 7] = url.columns(some, "url")
        out[:, KIND_PLAIN + 7:] = text.columns(some, "short")
        return out, url, text

    def fit_kinds(self, data, pages, kinds, leave):
        rows = np.zeros((len(data.pages), KIND_COLUMNS), np.float32)
        for fold in self.folds:
            here = np.nonzero(data.fold == fold)[0]
            rows[here] = self.kind_rows(data, here, kinds, leave(fold))[0]
        self.kind_p = np.zeros((len(data.pages), len(KINDS)), np.float32)
        for fold in self.folds:  # what the second look learns from must not have been learned by heart
            others = np.nonzero(np.isin(data.fold, leave(fold)))[0]
            here = np.nonzero(data.fold == fold)[0]
            trees = Trees(KIND, ROUNDS["kind"], rows[others], data.kind[others])
            self.kind_p[here] = kind_probability(trees.score(rows[here]))
        self.kinds = Trees(KIND, ROUNDS["kind"], rows[pages], data.kind[pages])
        _, self.kind_url, self.kind_text = self.kind_rows(data, pages[:1], kinds, self.folds)

    def apply(self, data, fold):
        """Probabilities of the first look and of both together, and kinds, for the pages of a fold; others 0."""
        there = np.nonzero(data.block_fold == fold)[0]
        x = data.first_rows(there, lambda f: self.folds)
        p = np.zeros(len(data.y), np.uint32)
        p[there] = probability(self.first.score(x)[:, 0])
        second, kinds = second_rows(data, p)
        pages = np.nonzero(data.fold == fold)[0]
        of_pages, _, _ = self.kind_rows(data, pages, kinds, self.folds)
        kind_p = np.zeros((len(data.pages), len(KINDS)), np.float32)
        kind_p[pages] = kind_probability(self.kinds.score(of_pages))
        rows = second[there]
        rows[:, COLUMNS2.index("kind_article"):] = kind_p[data.page_of[there]]
        self.set_weighed(rows, x)
        q = np.zeros(len(data.y), np.uint32)
        q[there] = (probability(self.second.score(rows)[:, 0]) + p[there]) // 2
        return p, q, kind_p

    def write(self, data, path):
        chunks = [(name, word_chunk(dict(zip(*data.weights(g, self.folds)))))
                  for g, name in enumerate(CHUNKS)]
        chunks += [("KURL", word_chunk(self.kind_url.weights)), ("KTXT", word_chunk(self.kind_text.weights)),
                   ("ONCE", self.first.chunk()), ("KIND", self.kinds.chunk()), ("TWIC", self.second.chunk())]
        write_model(path, b"BLOK", chunks)


def second_rows(data, p):
    """Rows of the second look and of the pages' kinds, computed by the program."""
    with tempfile.TemporaryDirectory() as tmp:
        at, second, kinds = 0, [], []
        for listed, pack in zip(data.manifests, PACKS):
            n = sum(page["n"] for page in data.pages if page["pack"] == pack)
            p[at:at + n].astype("<u4").tofile(os.path.join(tmp, "p"))
            at += n
            subprocess.run([tool(), listed] + [os.path.join(tmp, f) for f in ("rows", "p", "kinds")], check=True)
            second.append(np.fromfile(os.path.join(tmp, "rows"), np.float32).reshape(-1, len(COLUMNS2)))
            kinds.append(np.fromfile(os.path.join(tmp, "kinds"), np.float32).reshape(-1, KIND_COLUMNS))
    return np.vstack(second), np.vstack(kinds)


# ---- Files ----------------------------------------------------------------------------------

def word_chunk(weights):
    """Open addressing over a power of two of slots, half of them free at least."""
    weights = {int(h): np.atleast_1d(w) for h, w in weights.items() if np.any(w)}
    width = len(next(iter(weights.values()))) if weights else 1
    slots = 16
    while slots < 2 * len(weights):
        slots *= 2
    hashes, table = np.zeros(slots, "<u4"), np.zeros((slots, width), np.int8)
    for h in sorted(weights):
        at = h & (slots - 1)
        while hashes[at]:
            at = (at + 1) & (slots - 1)
        hashes[at], table[at] = h, weights[h]
    return struct.pack("<2I", slots, width) + hashes.tobytes() + table.tobytes()


def write_model(path, kind, chunks):
    at, table, body = 48 + 16 * len(chunks), b"", b""
    for name, chunk in chunks:
        table += name.encode() + struct.pack("<3I", at + len(body), len(chunk), 0)
        body += chunk
    tail = table + body
    with open(path, "wb") as f:
        f.write(b"DLM1" + kind + struct.pack("<2I", VERSION, len(chunks)) + hashlib.sha256(tail).digest() + tail)


def write_parity(path, looks):
    """A line a row: chunk, columns as they stand in a float's hexadecimal, scores."""
    with open(path, "w") as f:
        for name, trees, rows in looks:
            for row, scores in zip(rows, trees.score(rows)):
                f.write(" ".join([name] + [float(v).hex() for v in row] + [str(s) for s in scores]) + "\n")


# ---- Scores ---------------------------------------------------------------------------------

def best_set(p, count):
    """As dli_best_set() has it."""
    order = np.argsort(-(p.astype(np.int64) >> 4), kind="stable")
    hit, taken = np.cumsum(p[order].astype(float) * count[order]), np.cumsum(count[order] * 65536.0)
    chosen = np.zeros(len(p), bool)
    if len(p):
        f1 = 2 * hit / np.maximum(taken + hit[-1], 1)
        chosen[order[:int(np.argmax(f1)) + 1]] = True
    return chosen


def f1_of(page, chosen):
    have, gold = Counter(), page["gold"]
    for i in np.nonzero(chosen)[0]:
        have.update(page["of"][i])
    n, m = sum(have.values()), sum(gold.values())
    if n == 0 or m == 0:
        return float(n == m)
    return 2 * sum((have & gold).values()) / (n + m)


def report(data, title, p, kind_p=None):
    scores, at = defaultdict(list), 0
    for page in data.pages:
        f1 = f1_of(page, best_set(p[at:at + page["n"]], page["count"].astype(float)))
        scores[page["pack"]].append(f1)
        if page["pack"] == PACKS[0]:
            scores[page["kind"]].append(f1)
        at += page["n"]
    print(title, " ".join("%s %.4f" % (k, np.mean(v)) for k, v in scores.items()), flush=True)
    if kind_p is not None:
        here = np.array([p["pack"] == PACKS[0] for p in data.pages])
        right = kind_p.argmax(1) == data.kind
        print(title, "kind right %.3f" % right[here].mean(),
              " ".join("%s %.3f" % (k, right[here & (data.kind == i)].mean()) for i, k in enumerate(KINDS)), flush=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("packs")
    ap.add_argument("out")
    ap.add_argument("--folds", metavar="DIR")
    ap.add_argument("--quick", action="store_true")
    a = ap.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as tmp:
        data = Data(a.packs, tmp)
        print("blocks %d, pages %d, %.0f s" % (len(data.y), len(data.pages), time.monotonic() - began), flush=True)
        everything = list(range(FOLDS))
        shared = Model.unseen(data, everything)
        report(data, "first", shared)
        model = Model(data, everything, shared)
        model.write(data, a.out)
        some = np.linspace(0, len(data.y) - 1, 20).astype(int)
        pages = np.linspace(0, len(data.pages) - 1, 10).astype(int)
        rows, kinds = second_rows(data, shared)
        write_parity(a.out.replace(".dlm", ".parity.txt"),
                     [("ONCE", model.first, data.x[some]), ("KIND", model.kinds, kinds[pages]),
                      ("TWIC", model.second, rows[some])])
        print("written, %.0f s" % (time.monotonic() - began), flush=True)
        first, second = np.zeros(len(data.y), np.uint32), np.zeros(len(data.y), np.uint32)
        kind_p = np.zeros((len(data.pages), len(KINDS)), np.float32)
        for fold in everything:
            model = Model(data, [f for f in everything if f != fold], shared if a.quick else None)
            p, q, k = model.apply(data, fold)
            first, second, kind_p = first + p, second + q, kind_p + k
            if a.folds:
                os.makedirs(a.folds, exist_ok=True)
                model.write(data, os.path.join(a.folds, "%d.dlm" % fold))
                with open(os.path.join(a.folds, "%d.ids" % fold), "w") as f:
                    f.writelines("%s %s\n" % (p["pack"], p["id"]) for i, p in enumerate(data.pages) if data.fold[i] == fold)
            print("fold %d, %.0f s" % (fold, time.monotonic() - began), flush=True)
        report(data, "first", first)
        report(data, "both", second, kind_p)
        print("done, %.0f s" % (time.monotonic() - began))


if __name__ == "__main__":
    main()
