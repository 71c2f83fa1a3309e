#!/usr/bin/env python3
"""Train toponyms.dlm: which mentions are places, and which place is meant.

usage: train.py PACKS [--place-rows PROG]

PACKS is a folder with the unpacked packs that data.lock names. PROG is tools/place_rows, built. Only the
train files are read; the figures printed are of five folds, whole texts left out. Needs numpy and lightgbm.
"""
import argparse
import hashlib
import json
import math
import os
import struct
import subprocess
import tempfile

import lightgbm as lgb
import numpy as np

VERSION = 2
FOLDS = 5
COMMON = {"verbosity": -1, "deterministic": True, "force_row_wise": True, "num_threads": 2, "seed": 1}
SPOT = {"objective": "binary", "learning_rate": 0.1, "num_leaves": 24, "min_data_in_leaf": 24, "lambda_l2": 2,
        "feature_fraction": 0.6, "bagging_fraction": 0.8, "bagging_freq": 1}
RANK = {"objective": "lambdarank", "learning_rate": 0.1, "num_leaves": 12, "min_data_in_leaf": 12, "lambda_l2": 4,
        "feature_fraction": 0.6, "lambdarank_truncation_level": 5, "label_gain": [0, 1, 3],
        # src/place/toponyms.h: more people, nearer, more often named is never worse
        "monotone_constraints": [1, -1, 0, 0, 1, 1, 1, 1, 1, 1, 1, -1, -1, 0, 0, 0, 0],
        "monotone_constraints_method": "advanced"}
TAGGED = (24, 25)  # columns of DLI_SPOT_… that are 0 where there is no tagger of names
SPOT_ROUNDS, RANK_ROUNDS = 60, 60
KM = 161  # as far as a place may lie from the gold one and be right


def km(a, b, c, d):
    a, b, c, d = map(math.radians, (a, b, c, d))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def read_texts(packs):
    out = []
    for name in ("lgl", "webnews"):
        with open(os.path.join(packs, "geo", "geo-%s.train.jsonl" % name), encoding="utf-8") as f:
            for line in f:
                d = json.loads(line)
                d["set"] = name
                if name == "webnews":
                    d["toponyms"] = [t for t in d["toponyms"] if t["name"][:1].isupper() and "lat" in t]
                out.append(d)
    return out


def read_names(packs):
    """Texts in other languages where only names are marked: places, and what holds none for sure."""
    out = []
    sentences, text, spans = 0, "", []
    with open(os.path.join(packs, "ner-de/ner-de-germeval.train.jsonl"), encoding="utf-8") as f:
        for line in f:
            d = json.loads(line)
            for token, tag in zip(d["tokens"], d["tags"]):
                if tag != "O":
                    spans.append((len(text), len(text) + len(token), tag[2:5]))
                text += token + " "
            text, sentences = text + "\n\n", sentences + 1
            if sentences % 8 == 0:
                out.append({"id": "de%d" % sentences, "text": text, "spans": spans})
                text, spans = "", []
    with open(os.path.join(packs, "ner-ru/ner-ru-factrueval.train.jsonl"), encoding="utf-8") as f:
        for line in f:
            d = json.loads(line)
            out.append({"id": d["id"], "text": d["text"], "spans": [(s, e, k[:3]) for s, e, k in d["entities"]]})
    for d in out:
        d.update({"set": "names", "toponyms": []})
    return out


def label(d, at):
    """Whether a mention is a place; None where that cannot be told."""
    if d["set"] != "names":
        return at in d["gold"]
    kinds = {k for s, e, k in d["spans"] if d["offsets"][s] < at[1] and at[0] < d["offsets"][e]}
    return True if "LOC" in kinds else None if kinds - {"PER"} else False


def read_rows(prog, texts):
    """What the program sees of each text, where the mentions in d["placed"] are taken for places."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as f:
        for d in texts:
            at, offsets = 0, []
            for c in d["text"]:
                offsets.append(at)
                at += len(c.encode())
            offsets.append(at)
            d["offsets"] = offsets
            d["gold"] = {(offsets[t["start"]], offsets[t["end"]]): t for t in d["toponyms"]}
            source = d.get("source") or ""
            url = source if "://" in source else ""
            f.write(json.dumps({"id": d["id"], "text": d["text"], "url": url,
                                "placed": [x for span in d.get("placed", ()) for x in span]}, ensure_ascii=False) + "\n")
        f.flush()
        done = subprocess.run([prog, f.name], stdout=subprocess.PIPE, check=True)
    for d, line in zip(texts, done.stdout.splitlines()):
        d.update(json.loads(line))


def spot_rows(texts):
    x, y, doc = [], [], []
    for n, d in enumerate(texts):
        for m in d["mentions"] if d["set"] != "webnews" else []:
            is_place = label(d, tuple(m["at"]))
            if is_place is not None:
                x.append(m["row"])
                y.append(is_place)
                doc.append(n)
    return np.array(x), np.array(y), np.array(doc)


def rank_rows(texts):
    """Rows of the places of each group that holds a gold mention, once for each such mention (at most thrice)."""
    x, y, size, doc, where = [], [], [], [], []
    for n, d in enumerate(texts):
        times = {}
        for m in d["mentions"]:
            t = d["gold"].get(tuple(m["at"]))
            if t is None or "lat" not in t or m["group"] == 0 or times.get(m["group"], 0) >= 3:
                continue
            places = d["groups"][m["group"] - 1]["places"]
            far = [km(t["lat"], t["lon"], p["lat"] / 1e5, p["lon"] / 1e5) for p in places]
            if not far or min(far) > KM:
                continue
            times[m["group"]] = times.get(m["group"], 0) + 1
            near = min(far)
            for p, f in zip(places, far):
                x.append(p["row"])
                y.append(2 if f == near else 1 if f <= KM else 0)
            size.append(len(places))
            where.append(far)
            doc.append(n)
    return np.array(x), np.array(y), np.array(size), np.array(doc), where


# ---- Trees as the program reads them (docs/formats/model.md) -----------------------------------

def leaves(root):
    return 1 if "leaf_value" in root else leaves(root["left_child"]) + leaves(root["right_child"])


def flat(root, shift):
    """[(value or threshold, column, left child)], children side by side behind their parent."""
    nodes, queue = [None], [(root, 0)]
    while queue:
        node, at = queue.pop(0)
        if "leaf_value" in node:
            nodes[at] = (max(-8, min(8, node["leaf_value"] + shift)) * 65536, 0xFFFF, 0)
            continue
        left, t = len(nodes), np.float32(node["threshold"])
        if float(t) > node["threshold"]:  # the greatest float that is no greater
            t = np.nextafter(t, np.float32(-np.inf))
        nodes += [None, None]
        nodes[at] = (float(t), node["split_feature"], left)
        queue += [(node["left_child"], left), (node["right_child"], left + 1)]
    return nodes


def chunk(model, columns, shift=0.0):
    roots, nodes = [], []
    for i, tree in enumerate(model.dump_model()["tree_info"]):
        roots.append(len(nodes))
        for value, column, left in flat(tree["tree_structure"], shift if i == 0 else 0.0):
            nodes.append(struct.pack("<iHH", round(value), column, left) if column == 0xFFFF
                         else struct.pack("<fHH", value, column, left))
    return struct.pack("<4I", columns, 1, len(roots), len(nodes)) + struct.pack("<%dI" % len(roots), *roots) + b"".join(nodes)


def write_model(path, kind, chunks):
    table, body, at = b"", b"", 48 + 16 * len(chunks)
    for name, content in chunks:
        table += name + struct.pack("<3I", at + len(body), len(content), 0)
        body += content
    with open(path, "wb") as f:
        f.write(b"DLM1" + kind + struct.pack("<2I", VERSION, len(chunks)) + hashlib.sha256(table + body).digest() + table + body)


# ---- Training ----------------------------------------------------------------------------------

def best_threshold(texts, p, y):
    """Of the thresholds whose F1 is as good as the best, one of the more precise half: what is no place is worse than one less."""
    gold = sum(len(d["gold"]) for d in texts if d["set"] == "lgl")
    tried = []
    for t in np.arange(-2, 2, 0.05):
        hit, said = np.sum(y[p > t]), np.sum(p > t)
        tried.append((2 * hit / (gold + said), t, hit / said, hit / gold))
    good = [x for x in tried if x[0] > max(tried)[0] - 0.003]
    return good[len(good) * 3 // 4]


def twice(x, y):
    """Each mention once as it is and once as if nobody had tagged names: a build may have no tagger."""
    blank = x.copy()
    blank[:, TAGGED] = 0
    return lgb.Dataset(np.concatenate([x, blank]), np.concatenate([y, y]))


def fit_spot(texts):
    x, y, doc = spot_rows(texts)
    p = np.zeros(len(y))
    for k in range(FOLDS):
        out = doc % FOLDS == k
        model = lgb.train({**SPOT, **COMMON}, twice(x[~out], y[~out]), SPOT_ROUNDS)
        p[out] = model.predict(x[out], raw_score=True)
    lgl = np.array([texts[n]["set"] == "lgl" for n in doc])
    f1, threshold, precision, recall = best_threshold(texts, p[lgl], y[lgl])
    gold = sum(len(d["gold"]) for d in texts if d["set"] == "lgl")
    for language in ("de", "ru"):
        of = np.array([texts[n]["set"] == "names" and texts[n]["id"].startswith("de") == (language == "de") for n in doc])
        hit, said = np.sum(y[of & (p > threshold)]), np.sum(of & (p > threshold))
        print("spot, %s: %d mentions; of those that can be told P %.3f R %.3f" % (language, of.sum(), hit / said, hit / y[of].sum()))
    print("spot: %d mentions, %d of %d gold among them; folds: F1 %.3f (P %.3f R %.3f) at %.2f"
          % (lgl.sum(), y[lgl].sum(), gold, f1, precision, recall, threshold))
    model = lgb.train({**SPOT, **COMMON}, twice(x, y), SPOT_ROUNDS)
    whole = model.predict(np.array([m["row"] for d in texts for m in d["mentions"]]), raw_score=True)
    at = 0
    for d in texts:
        d["placed"] = {tuple(m["at"]) for m, v in zip(d["mentions"], whole[at:]) if v > threshold} | set(d["gold"])
        at += len(d["mentions"])
    return chunk(model, x.shape[1], -threshold)


def fit_rank(texts):
    x, y, size, doc, where = rank_rows(texts)
    begin = np.concatenate([[0], np.cumsum(size)])
    row_doc = np.repeat(doc, size)
    error = {}
    for k in range(FOLDS):
        out = row_doc % FOLDS == k
        model = lgb.train({**RANK, **COMMON}, lgb.Dataset(x[~out], y[~out], group=size[doc % FOLDS != k]), RANK_ROUNDS)
        score = model.predict(x, raw_score=True)
        for i in np.flatnonzero(doc % FOLDS == k):
            error[i] = where[i][int(np.argmax(score[begin[i]:begin[i + 1]]))]
    for name in ("lgl", "webnews"):
        e = [v for i, v in error.items() if texts[doc[i]]["set"] == name]
        print("rank, %s: %d names with the right place among them; folds: within %d km %.3f"
              % (name, len(e), KM, np.mean(np.array(e) <= KM)))
    model = lgb.train({**RANK, **COMMON}, lgb.Dataset(x, y, group=size), RANK_ROUNDS)
    return chunk(model, x.shape[1])


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    ap = argparse.ArgumentParser(usage=__doc__)
    ap.add_argument("packs")
    ap.add_argument("--place-rows", default=os.path.join(here, "../../build/release/tools/place_rows"))
    a = ap.parse_args()
    texts = read_texts(a.packs) + read_names(a.packs)
    read_rows(a.place_rows, texts)
    spot = fit_spot(texts)
    read_rows(a.place_rows, texts)
    write_model(os.path.join(here, "toponyms.dlm"), b"TOPO", [(b"SPOT", spot), (b"RANK", fit_rank(texts))])


if __name__ == "__main__":
    main()
