#!/usr/bin/env python3
"""Train said-en.dlm and ../said-nc/said-de.dlm: who said what.

usage: train.py PACKS [--train-said PROG]

PACKS is a folder with the unpacked packs that data.lock names. PROG is tools/train_said, built with the models
of the parts of speech in it; when the version of the features has gone up, without these two files. Only train files are read; of the speeches, which have no development file, a fifth is
left out (by the SHA-256 of a document's id) and written to build/speeches.jsonl, to be measured on.
"""
import argparse
import hashlib
import json
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")


def halves(path):
    """Lines to train on, lines to measure on."""
    with open(path, encoding="utf-8") as f:
        lines = sorted((hashlib.sha256(json.loads(line)["id"].encode()).hexdigest(), line) for line in f)
    out = len(lines) // 5
    return [line for _, line in lines[out:]], [line for _, line in lines[:out]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("packs")
    parser.add_argument("--train-said", default=os.path.join(ROOT, "build/release/tools/train_said"))
    args = parser.parse_args()
    pack = lambda *parts: os.path.join(args.packs, *parts)
    train, measure = halves(pack("attrib", "attrib-de-bundestag.train.jsonl"))
    spoken = os.path.join(ROOT, "build", "speeches-train.jsonl")
    for path, lines in ((spoken, train), (os.path.join(ROOT, "build", "speeches.jsonl"), measure)):
        with open(path, "w", encoding="utf-8") as f:
            f.writelines(lines)
    subprocess.run([args.train_said, "-passes", "5", "-rate", "0.03", "-decay", "1e-3", "-least", "10", "-drop", "0.2",
                    os.path.join(HERE, "said-en.dlm"), pack("attrib", "attrib-en-polnear.train.jsonl")], check=True)
    subprocess.run([args.train_said, "-passes", "7", "-rate", "0.04", "-decay", "1e-3", "-least", "3", "-drop", "0.2",
                    "-speeches", "1", os.path.join(HERE, "..", "said-nc", "said-de.dlm"),
                    pack("attrib-nc", "attrib-de-wikinews.train.jsonl"), spoken], check=True)


if __name__ == "__main__":
    main()
