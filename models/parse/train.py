#!/usr/bin/env python3
"""Train parse-LANG.dlm: which word of a sentence hangs on which.

usage: train.py WORK TAGS OUT [LANG ..] [--build build/release]

WORK is the folder that models/tags/train.py filled (--work), TAGS that of its weight files; OUT gets the files. Tags to learn
from come from taggers that have not seen the sentence (four folds). Of the dev files only how good the trees are is printed.
"""
import argparse
import collections
import os
import subprocess

LANGS = ("en", "fr", "uk", "ru", "de", "es")
KEEP = collections.defaultdict(lambda: 26000, en=52000)  # features of a tagger, as in models/tags/train.py
PASSES = {"en": 6, "fr": 8, "es": 8, "ru": 10, "uk": 12, "de": 12}
ROWS = "6500"  # of vectors: fit 8,192 slots
FOLDS = "4"


def main():
    ap = argparse.ArgumentParser(usage=__doc__.split("\n")[2][7:])
    ap.add_argument("work")
    ap.add_argument("tags")
    ap.add_argument("out")
    ap.add_argument("langs", nargs="*", default=LANGS)
    ap.add_argument("--build", default="build/release")
    a = ap.parse_args()
    tagger, parser = a.build + "/tools/train_tags", a.build + "/tools/train_trees"
    for lang in a.langs:
        def at(name):
            return os.path.join(a.work, name)
        words, train, dev, keep = at("words-%s.tsv" % lang), at(lang + ".train.txt"), at(lang + ".dev.txt"), str(KEEP[lang])
        train_tags, dev_tags = at(lang + ".train.tags"), at(lang + ".dev.tags")
        with open(train_tags, "wb") as f:
            subprocess.run([tagger, "--folds", FOLDS, keep, words, train], stdout=f, check=True)
        subprocess.run([parser, os.path.join(a.tags, "tags-%s.dlm" % lang), train, train_tags,
                        os.path.join(a.out, "parse-%s.dlm" % lang), str(PASSES[lang]), ROWS, dev, dev_tags], check=True)


if __name__ == "__main__":
    main()
