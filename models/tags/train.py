#!/usr/bin/env python3
"""Train tags-LANG.dlm: the part of speech of each word, with a table of what dictionaries know of frequent words.

usage: train.py PACKS OUT [LANG ..] [--build build/release] [--work DIR]

PACKS is a folder with the unpacked packs of data.lock; OUT gets the files. Only train files are learned from; of the dev
files only how many tags are right is printed. --work keeps what was made on the way: words-LANG.tsv (the table of words)
and LANG.train.txt, LANG.dev.txt (form, tag, head, relation), LANG.dev.tags, which models/parse/train.py reads too. Needs the Python
packages of data.lock, and make tests (for tests/quality/predict, the program's own words) with tools/train_tags.
"""
import argparse
import collections
import gzip
import importlib.resources
import json
import math
import os
import subprocess
import tempfile

LANGS = ("en", "fr", "uk", "ru", "de", "es")
WORDS = collections.defaultdict(lambda: 26000, ru=52000, uk=52000)  # of the table: fit 32,768 slots, 65,536
KEEP = collections.defaultdict(lambda: 26000, en=52000)  # features


def treebank(packs, lang, part):
    with open(os.path.join(packs, "ud-" + lang, "ud-%s.%s.jsonl" % (lang, part)), encoding="utf-8") as f:
        return [json.loads(line) for line in f]


# ---- The table of words ----------------------------------------------------

def spacy_table(name):
    data = importlib.resources.files("spacy_lookups_data") / "data" / (name + ".json.gz")
    return json.loads(gzip.decompress(data.read_bytes()))


class Russian:
    """OpenCorpora's readings of a form: parts of speech; cases and numbers."""

    def __init__(self):
        import pymorphy3
        self.morph = pymorphy3.MorphAnalyzer(lang="ru")

    def __call__(self, form):
        if not self.morph.word_is_known(form):
            return None
        kinds, shades = set(), set()
        for reading in self.morph.parse(form):
            tag = reading.tag
            kind = str(tag.POS)
            if any(x in tag for x in ("Name", "Surn", "Geox", "Patr")):
                kind += "n"
            if "Apro" in tag:
                kind += "a"
            kinds.add(kind)
            shades.add((tag.case or "")[:2] + (tag.number or "")[:1])
        return "+".join(sorted(kinds)), "+".join(sorted(shades))


class Lemmas:
    """What the lemma of a form looks like, and under which parts of speech dictionaries list it."""

    ENDS = (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("est", ""),
            ("ied", "y"))  # of English

    def __init__(self, lang):
        import simplemma
        self.lang, self.simplemma = lang, simplemma
        self.listed = {k: set(v) for k, v in spacy_table(lang + "_lemma_index").items()} if lang in ("en", "fr", "es") else {}
        self.odd = spacy_table(lang + "_lemma_exc") if lang in ("en", "fr") else {}

    def lemma(self, form):
        known = self.simplemma.is_known(form, lang=self.lang)
        return self.simplemma.lemmatize(form, lang=self.lang) if known else None

    def english(self, form, lemma):
        kinds = {k + "x" for k, forms in self.odd.items() if form in forms}
        stems = {form, lemma or form}
        stems |= {form[:-len(a)] + b for a, b in self.ENDS if form.endswith(a) and len(form) > len(a) + 1}
        for kind, lemmas in self.listed.items():
            for stem in stems & lemmas:
                if stem == form:
                    kinds.add(kind)
                elif kind == "noun" and form.endswith("s"):
                    kinds.add("nouns")
                elif kind == "verb":
                    kinds.add("verb" + ("s" if form.endswith("s") else "g" if form.endswith("ing") else "d"))
                elif kind == "adj" and form[-2:] in ("er", "st"):
                    kinds.add("adj2")
        return kinds

    def __call__(self, form):
        lemma = self.lemma(form)
        same = "=" if lemma in (None, form) else ""
        if self.lang in ("en", "fr"):
            kinds = (self.english(form, lemma) if self.lang == "en" else
                     {k for table in (self.odd, self.listed) for k, forms in table.items() if form in forms})
            if not kinds and (self.lang == "en" or lemma is None):
                return None
            return "+".join(sorted(kinds)), same + (lemma or form)[-2:]
        if lemma is None:
            return None
        case = "C" if lemma[:1].isupper() else "c"
        if self.lang == "es":
            listed = "+".join(sorted(k for k, lemmas in self.listed.items() if lemma in lemmas))
            return case + listed + same + ("" if listed else lemma[-2:]), lemma[-2:]
        return case + lemma[-2:], same + lemma[-3:]


def frequent(lang):
    """Forms, the most frequent first; not those of the treebank, or all words that are learned from would be known."""
    often = {}
    if lang in ("de", "en", "es"):
        for form, p in spacy_table(lang + "_lexeme_prob").items():
            if form.isalpha() or "'" in form or "-" in form:
                often[form] = math.exp(p)
    else:
        import wordfreq
        often = dict(wordfreq.get_frequency_dict(lang, "large"))
    return often, sorted(often, key=lambda form: (-often[form], form))


def numbered(values):
    """1 for the most frequent value, 2 for the next; what is rare is 255."""
    ranked = sorted(collections.Counter(values).items(), key=lambda x: (-x[1], x[0]))
    return collections.defaultdict(lambda: 255, {v: i + 1 for i, (v, _) in enumerate(ranked[:254])})


def write_words(lang, path):
    clusters = spacy_table(lang + "_lexeme_cluster") if lang in ("de", "en", "es") else {}
    known = Russian() if lang == "ru" else Lemmas(lang)
    often, forms = frequent(lang)
    rows = []
    for form in forms:
        said, cluster = known(form), clusters.get(form)
        if "\t" in form or not 0 < len(form) <= 40 or not form.strip() or (said is None and cluster is None):
            continue
        small = form.lower()  # what is not found is looked for in small letters
        if small != form and small in often and known(small) == said and clusters.get(small) == cluster:
            continue
        rows.append((form, cluster, said))
        if len(rows) == WORDS[lang]:
            break
    kinds, shades = (numbered(said[i] for _, _, said in rows if said) for i in (0, 1))
    fine, coarse = ({v: i + 1 for i, v in enumerate(sorted({f(c) for _, c, _ in rows if c is not None}))}
                    for f in (lambda c: c, lambda c: c & 127))
    with open(path, "w", encoding="utf-8") as f:
        for form, c, said in rows:
            row = () if not clusters else (fine[c] & 255, fine[c] >> 8, coarse[c & 127]) if c is not None else (0, 0, 0)
            row += (kinds[said[0]], shades[said[1]]) if said else (0, 0)
            f.write(form + "\t" + "\t".join(map(str, row)) + "\n")


# ---- Sentences -----------------------------------------------------------------

def own_words(build, lang, records):
    """The program's own words of each sentence, in code points."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as f:
        for r in records:
            f.write(json.dumps({"id": r["id"], "text": r["text"], "lang": lang}) + "\n")
        f.flush()
        out = subprocess.run([build + "/tests/quality/predict", "seg", f.name], stdout=subprocess.PIPE, check=True).stdout
    for r, line in zip(records, out.splitlines()):
        at, back = 0, {0: 0}
        for i, c in enumerate(r["text"]):
            at += len(c.encode())
            back[at] = i + 1
        yield [(back[s], back[e]) for s, e in json.loads(line)["tok"]]


def overlapping(own, tokens):
    """Smallest groups of the program's words and the treebank's tokens that cover the same characters."""
    i = j = 0
    while i < len(own) and j < len(tokens):
        words, toks, end = [i], [j], max(own[i][1], tokens[j][1])
        i, j = i + 1, j + 1
        while (i < len(own) and own[i][0] < end) or (j < len(tokens) and tokens[j][0] < end):
            if i < len(own) and own[i][0] < end:
                end = max(end, own[i][1])
                words.append(i)
                i += 1
            if j < len(tokens) and tokens[j][0] < end:
                end = max(end, tokens[j][1])
                toks.append(j)
                j += 1
        yield words, toks


def in_own_words(record, own):
    """The sentence's rows with the program's words: a contraction is one word with the tag of its first part, what the
    treebank takes for one word and the program for several is a flat group."""
    text, words = record["text"], record["w"]
    tokens, at = [], 0
    for start, end, count in record["tok"]:
        tokens.append((start, end, range(at, at + count)))
        at += count
    head_of, rows = {}, [None] * len(own)
    for mine, toks in overlapping(own, tokens):
        parts = [w for t in toks for w in tokens[t][2]]
        if len(mine) == len(parts):
            for m, w in zip(mine, parts):
                head_of[w], rows[m] = m, (w, w, None)
            continue
        head = next(w for w in parts if words[w][4] - 1 not in parts)
        first = next((m for m in mine if any(c.isalnum() for c in text[own[m][0]:own[m][1]])), mine[0])
        for w in parts:
            head_of[w] = first
        for m in mine:
            rows[m] = (head, parts[0] if len(mine) == 1 else head, None if m == first else first)
    if None in rows:
        return None
    out = []
    for (start, end), (head, tagged, behind) in zip(own, rows):
        form = text[start:end]
        mark = not any(c.isalnum() for c in form)
        if behind is not None:
            out.append((form, "PUNCT" if mark else words[tagged][2], behind + 1, "punct" if mark else "flat"))
        else:
            above = words[head][4]
            out.append((form, words[tagged][2], 0 if above == 0 else head_of[above - 1] + 1, words[head][5].split(":")[0]))
    whole = all(row[2] != i + 1 for i, row in enumerate(out)) and sum(row[2] == 0 for row in out) == 1
    return out if whole else None


def write_sentences(packs, build, lang, part, path):
    records = treebank(packs, lang, part)
    with open(path, "w", encoding="utf-8") as f:
        def write(number, rows):
            f.write("# %d\n" % number + "".join("%s\t%s\t%d\t%s\n" % row for row in rows) + "\n")
        for number, (r, own) in enumerate(zip(records, own_words(build, lang, records))):
            rows = [(w[0].replace("\t", " "), w[2], w[4], w[5].split(":")[0]) for w in r["w"]]
            write(number, rows)
            again = in_own_words(r, own) if part == "train" else None
            if again is not None and [x[0] for x in again] != [x[0] for x in rows]:
                write(number, again)


def main():
    ap = argparse.ArgumentParser(usage=__doc__.split("\n")[2][7:])
    ap.add_argument("packs")
    ap.add_argument("out")
    ap.add_argument("langs", nargs="*", default=LANGS)
    ap.add_argument("--build", default="build/release")
    ap.add_argument("--work", default=None)
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as made:
        work = a.work or made
        for lang in a.langs:
            words, train, dev = (os.path.join(work, x) for x in ("words-%s.tsv" % lang, lang + ".train.txt", lang + ".dev.txt"))
            write_words(lang, words)
            write_sentences(a.packs, a.build, lang, "train", train)
            write_sentences(a.packs, a.build, lang, "dev", dev)
            with open(os.path.join(work, lang + ".dev.tags"), "wb") as f:
                subprocess.run([a.build + "/tools/train_tags", str(KEEP[lang]), words, train,
                                os.path.join(a.out, "tags-%s.dlm" % lang), dev], stdout=f, check=True)


if __name__ == "__main__":
    main()
