#!/usr/bin/env python3
"""Train the language model: which of the languages of one writing a text is in.

usage: train.py PACKS UDHR OUT.dlm [--folds DIR]

In:   PACKS: a folder with the unpacked packs lid and ud-* (data.lock has their digests)
      UDHR: the folder `declaration` of the package named in data.lock
      build/release/tools/train_grams, which finds the grams of a text, and train_softmax,
      which learns their weights
Out:  OUT.dlm: the weights (docs/formats/model.md)
      parity.txt beside it: examples.txt with the scores that the program must come to
      --folds DIR: a model for each fifth of lid-lingua, trained without it, and that fifth:
      DIR/N/language.dlm, DIR/N.jsonl; standard output: their accuracy on what they have
      not seen

The same input gives the same bytes: seeds are fixed, all sums are made in one order.
"""
import argparse
import glob
import hashlib
import html
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict

import numpy as np
import scipy.sparse as sp

VERSION = 1  # of the feature code: DLI_GRAM_VERSION
HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.join(HERE, "..", "..", "build", "release", "tools")
FOLDS = 5
BUCKETS = 1 << 15   # hash >> 17; 16 bits more stand with the gram
UNIT = 16           # weights are in units of 1/16
LENGTHS = (1, 2, 3, 4, 6, 9, 14, 22)  # words of a sample, and how often
SHARES = (.2, .4, .1, .08, .07, .05, .05, .05)
# Samples of a language: more of those whose text the program reads for facts, so that they win
# where two are even; fewer of those that are seldom in the news.
SAMPLES_SIX, SAMPLES, SAMPLES_FEW = 80000, 40000, 6000
ROUNDS, RATE = 2, 1.0
LEAST_WORDS = 3     # in which a gram must stand
UD_WORDS = 8000     # of a treebank
WORD_TIMES = 3      # words.txt
SIX = ("en", "fr", "de", "es", "ru", "uk")

# writing (dli_writing): languages, those that are seldom in the news, weights that are kept
GROUPS = {
    1: ("en fr de es af az bs ca cs cy da eo et eu fi ga hr hu is it la lt lv nb nl nn pl pt ro sk sl sq sr sv tr gl id vi",
        "fo ha ku lb mt so sw tl xh yo zu", 500000),
    2: ("ru uk be bg kk mk sr", "ky mn tg tt", 130000),
    3: ("ar fa ur", "ps", 40000),
    4: ("hi mr", "ne", 20000),
}
DECLARATIONS = {"fao": "fo", "glg": "gl", "hau_NG": "ha", "ind": "id", "kmr": "ku", "ltz": "lb", "mlt": "mt",
                "som": "so", "swh": "sw", "tgl": "tl", "vie": "vi", "xho": "xh", "yor": "yo", "zul": "zu", "kir": "ky",
                "khk": "mn", "tgk": "tg", "tat": "tt", "pbu": "ps", "mar": "mr", "nep": "ne"}
SERBIAN = dict(zip("абвгдђежзијклљмнњопрстћуфхцчџш",
                   "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š".split()))


# ---- Texts ----------------------------------------------------------------------------------

def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def read_texts(packs, udhr):
    """(fold or -1, language, kind, text) of all there is."""
    out = []
    for i, r in enumerate(lines(os.path.join(packs, "lid", "lid-lingua.dev.jsonl"))):
        out.append((i % FOLDS, r["lang"], r["kind"], r["text"]))
    out += [(-1, r["lang"], "", r["text"]) for r in lines(os.path.join(packs, "lid", "lid-udhr.train.jsonl"))]
    for lang in SIX:
        words = 0
        for r in lines(os.path.join(packs, "ud-" + lang, "ud-%s.train.jsonl" % lang)):
            if words < UD_WORDS:
                out.append((-1, lang, "", r["text"]))
                words += len(r["text"].split())
    for name, lang in sorted(DECLARATIONS.items()):
        with open(os.path.join(udhr, name + ".html"), encoding="utf-8") as f:
            for p in re.findall(r"<(?:p|h\d)>(.*?)</", f.read(), re.S):
                out.append((-1, lang, "", html.unescape(re.sub("<.*?>", "", p))))
    with open(os.path.join(HERE, "words.txt"), encoding="utf-8") as f:
        words = [line.split(" ", 1) for line in f if line[0] != "#"]
    out += [(-1, lang, "", text) for lang, text in words] * WORD_TIMES
    for fold, lang, _, text in list(out):
        if lang == "sr":
            low = text.lower()
            out.append((fold, "sr", "", "".join(SERBIAN.get(c, c) for c in low)))
    return out


def read_grams(texts):
    """For each text the numbers of its words; for each word its writing and its grams."""
    plain = "".join(" ".join(t.split()) + "\n" for t in texts)
    plain = unicodedata.normalize("NFC", plain).encode()
    run = subprocess.run([os.path.join(TOOLS, "train_grams")], input=plain, stdout=subprocess.PIPE, check=True)
    raw = np.frombuffer(run.stdout, "<u4")
    known, writings, grams, out, at = {}, [], [], [], 0
    for _ in texts:
        count, at, ids = int(raw[at]), at + 1, []
        for _ in range(count):
            writing, n = int(raw[at]), int(raw[at + 1])
            key = raw[at + 2:at + 2 + n].tobytes()
            at += 2 + n
            if key not in known:
                known[key] = len(known)
                writings.append(writing)
                grams.append(np.frombuffer(key, "<u4") >> 1)  # 31 bits are told apart
            ids.append(known[key])
        out.append(np.array(ids, np.int64))
    return out, np.array(writings), grams


# ---- Learning -------------------------------------------------------------------------------

def matrix(words, grams, vocabulary):
    """A row for each word: how often it has each gram of the vocabulary."""
    flat = np.concatenate([grams[w] for w in words])
    rows = np.repeat(np.arange(len(words)), [len(grams[w]) for w in words])
    at = np.minimum(np.searchsorted(vocabulary, flat), len(vocabulary) - 1)
    good = vocabulary[at] == flat
    m = sp.csr_matrix((np.ones(good.sum(), np.float32), (rows[good], at[good])), (len(words), len(vocabulary)))
    m.sort_indices()
    return m


def draw(rng, streams, sizes):
    """Samples: label, count, words; runs of words of all languages in mixed order."""
    base = np.cumsum([0] + [len(s) for s in streams])
    everything = np.concatenate(streams)
    label, start, count = [], [], []
    for k, s in enumerate(streams):
        n = np.minimum(rng.choice(LENGTHS, sizes[k], p=SHARES), len(s))
        start.append(base[k] + (rng.random(sizes[k]) * (len(s) - n + 1)).astype(np.int64))
        count.append(n)
        label.append(np.full(sizes[k], k))
    label, start, count = map(np.concatenate, (label, start, count))
    order = rng.permutation(len(label))
    label, start, count = label[order], start[order], count[order]
    ends = np.cumsum(count)
    words = everything[np.arange(ends[-1]) - np.repeat(ends - count, count) + np.repeat(start, count)]
    head = np.cumsum(count + 2) - (count + 2)
    out = np.empty(ends[-1] + 2 * len(label), "<u4")
    free = np.ones(len(out), bool)
    free[head] = free[head + 1] = False
    out[head], out[head + 1], out[free] = label, count, words
    return out


def softmax(words, streams, sizes, seed):
    with tempfile.TemporaryDirectory() as folder:
        samples, weights = os.path.join(folder, "samples"), os.path.join(folder, "weights")
        drawn = draw(np.random.default_rng(seed), streams, sizes)
        head = (len(streams), words.shape[1], words.shape[0], sum(sizes), ROUNDS, int(RATE * 1000))
        with open(samples, "wb") as f:
            for part in (head, words.indptr, words.indices, drawn):
                f.write(np.asarray(part).astype("<u4").tobytes())
        del drawn
        subprocess.run([os.path.join(TOOLS, "train_softmax"), samples, weights], check=True)
        return np.fromfile(weights, "<f4").reshape(words.shape[1], len(streams))


def thin(weights, seen, kept):
    """Whole numbers; what is like the others of its gram, or small and seldom, is 0."""
    w = weights - np.median(weights, axis=1, keepdims=True)
    w = np.clip(np.rint(w * UNIT), -127, 127).astype(np.int32)
    worth = np.abs(w) * np.sqrt(np.sqrt(seen))[:, None]
    if kept < worth.size:
        w[worth < max(np.partition(worth.ravel(), -kept)[-kept], 1e-9)] = 0
    return w


def train(data, fold):
    """Classes [(code, writing)] and {gram: [(class, weight)]} of all but a fold."""
    texts, ids, writings, grams = data
    classes, table = [], defaultdict(list)
    for writing, (main, few, kept) in sorted(GROUPS.items()):
        codes = main.split() + few.split()
        parts = defaultdict(list)
        for (where, lang, _, _), words in zip(texts, ids):
            words = words[writings[words] == writing]
            if (where != fold or fold < 0) and lang in codes and len(words) > 0:
                parts[lang].append(words)
        streams = [np.concatenate(parts[c]) for c in codes]
        known = np.unique(np.concatenate(streams))
        flat, number = np.unique(np.concatenate([np.unique(grams[w]) for w in known]), return_counts=True)
        vocabulary = flat[number >= LEAST_WORDS]
        words = matrix(known, grams, vocabulary)
        streams = [np.searchsorted(known, s) for s in streams]
        sizes = [SAMPLES_SIX if c in SIX else SAMPLES if c in main.split() else SAMPLES_FEW for c in codes]
        times = np.bincount(np.concatenate(streams), minlength=len(known))
        weights = thin(softmax(words, streams, sizes, writing), words.T @ times, kept)
        for row, k in zip(*np.nonzero(weights)):
            table[int(vocabulary[row])].append((len(classes) + int(k), int(weights[row, k])))
        classes += [(c, writing) for c in codes]
    return classes, table


# ---- The file -------------------------------------------------------------------------------

def pack(classes, table):
    codes = struct.pack("<I", len(classes)) + b"".join(struct.pack("<8sI", c.encode(), w) for c, w in classes)
    buckets = [[] for _ in range(BUCKETS)]
    for gram in sorted(table):
        cells = sorted(table[gram])
        buckets[gram >> 16].append(struct.pack("<HB", gram & 0xFFFF, len(cells)) +
                                   b"".join(struct.pack("<Bb", k, w) for k, w in cells))
    buckets = [b"".join(b) for b in buckets]
    at = np.cumsum([0] + [len(b) for b in buckets]).astype("<u4")
    chunks = [(b"LANG", codes), (b"GRAM", at.tobytes() + b"".join(buckets))]
    entries, body, offset = b"", b"", 48 + 16 * len(chunks)
    for name, data in chunks:
        entries += struct.pack("<4sIII", name, offset + len(body), len(data), 0)
        body += data
    rest = entries + body
    return b"DLM1LANG" + struct.pack("<II", VERSION, len(chunks)) + hashlib.sha256(rest).digest() + rest


def scores(model, words, writings, grams):
    """The writing most letters' words are of, and the sums of its classes."""
    classes, table = model
    out = np.zeros(len(classes), np.int64)
    writing = np.bincount(writings[words]).argmax() if len(words) else 0
    for w in words[writings[words] == writing]:
        for g in grams[w]:
            for k, weight in table.get(int(g), ()):
                out[k] += weight
    return writing, out


def try_fold(data, model, fold):
    """Right and all, by kind and by (kind, language), of the languages that the model tells."""
    texts, ids, writings, grams = data
    right, every = Counter(), Counter()
    for (where, lang, kind, _), words in zip(texts, ids):
        if where != fold or kind == "":
            continue
        writing, sums = scores(model, words, writings, grams)
        own = [k for k, (_, w) in enumerate(model[0]) if w == writing]
        if not own:
            continue
        best = model[0][max(own, key=lambda k: sums[k])][0]
        for key in ((kind, "all"), (kind, lang)):
            right[key] += best == lang
            every[key] += 1
    return right, every


def write_parity(path, model):
    with open(os.path.join(HERE, "examples.txt"), encoding="utf-8") as f:
        texts = [line.rstrip("\n") for line in f if line.strip() and line[0] != "#"]
    ids, writings, grams = read_grams([t.split(" ", 1)[1] for t in texts])
    with open(path, "w", encoding="utf-8") as out:
        out.write("# Texts and the scores that train.py gave them: text, tab, code=score of all that are not 0.\n")
        for text, words in zip(texts, ids):
            _, sums = scores(model, words, writings, grams)
            said = " ".join("%s=%d" % (model[0][k][0], s) for k, s in enumerate(sums) if s)
            out.write("%s\t%s\n" % (text.split(" ", 1)[1], said))


def main():
    ap = argparse.ArgumentParser(prog="train.py", usage=__doc__.split("\n")[2][7:])
    ap.add_argument("packs")
    ap.add_argument("udhr")
    ap.add_argument("out")
    ap.add_argument("--folds")
    a = ap.parse_args()
    texts = read_texts(a.packs, a.udhr)
    ids, writings, grams = read_grams([t[3] for t in texts])
    data = (texts, ids, writings, grams)
    right, every = Counter(), Counter()
    for fold in range(FOLDS if a.folds else 0):
        model = train(data, fold)
        os.makedirs(os.path.join(a.folds, str(fold)), exist_ok=True)
        with open(os.path.join(a.folds, str(fold), "language.dlm"), "wb") as out:
            out.write(pack(*model))
        with open(os.path.join(a.folds, "%d.jsonl" % fold), "w", encoding="utf-8") as out:
            for i, r in enumerate(lines(os.path.join(a.packs, "lid", "lid-lingua.dev.jsonl"))):
                if i % FOLDS == fold:
                    out.write(json.dumps(r, ensure_ascii=False) + "\n")
        r, e = try_fold(data, model, fold)
        right += r
        every += e
        print("fold %d" % fold, {k[0]: round(r[k] / e[k], 4) for k in sorted(e) if k[1] == "all"}, flush=True)
    for key in sorted(every) if a.folds else ():
        print("%-14s %-4s %.4f" % (key[0], key[1], right[key] / every[key]))
    model = train(data, -1)
    with open(a.out, "wb") as out:
        out.write(pack(*model))
    write_parity(os.path.join(os.path.dirname(a.out), "parity.txt"), model)


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, KeyError, subprocess.CalledProcessError) as e:
        sys.exit("train.py: %s" % e)
