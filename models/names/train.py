#!/usr/bin/env python3
"""Train the taggers of names: names-en.dlm here, the others in ../names-nc (their corpora forbid commerce).

usage: train.py PACKS [LANG...] [--tool PROG]

PACKS is a folder with the unpacked packs that data.lock names. PROG is tools/train_names, built. Only train files are
read. Needs pymorphy3-dicts-ru, pymorphy3-dicts-uk (with pymorphy3) and gender-guesser, for lists of words; each language
takes a minute or two of one core and 1 GB.
"""
import argparse
import collections
import os
import re
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
WIKI = "ner-%s-nc/ner-%s-wikineural.train.jsonl"
FOUR = "PER,ORG,LOC,MISC"
COMMON = ["-p", "12", "-r", "0.2", "-d", "1.5", "-l", "2"]
LANGS = {
    "en": ("names", "90000", "PER,ORG,LOC,MISC,NORP,DATE,MONEY,FAC,PRODUCT", ["ner-en/ner-en-worldwide.train.jsonl"]),
    "de": ("names-nc", "75000", FOUR, [WIKI % ("de", "de"), "ner-de/ner-de-germeval.train.jsonl"]),
    "es": ("names-nc", "75000", FOUR, [WIKI % ("es", "es")]),
    "fr": ("names-nc", "95000", FOUR, [WIKI % ("fr", "fr")]),
    "ru": ("names-nc", "75000", FOUR + ",EVENT=MISC,WORK_OF_ART=MISC,PRODUCT=MISC,FAC=LOC",
           [WIKI % ("ru", "ru"), "ner-ru/ner-ru-factrueval.train.jsonl", "ner-ru/ner-ru-nerel.train.jsonl"]),
    "uk": ("names-nc", "75000", FOUR, ["ner-uk-nc/ner-uk-langua.train.jsonl"]),
}
# What a word of a dictionary can be, as bits; ordinary words are left out.
NAME, SURNAME, PATRONYMIC, PLACE, BODY = 1, 2, 4, 8, 16


def slavic(lang):
    """Forms of names in the dictionaries of OpenCorpora (ru) and LanguageTool (uk)."""
    import pymorphy3
    bits = {"Name": NAME, "Surn": SURNAME, "Patr": PATRONYMIC, "Geox": PLACE, "Orgn": BODY, "Abbr": BODY, "Trad": BODY}
    out = collections.Counter()
    for word, tag, *_ in pymorphy3.MorphAnalyzer(lang=lang).dictionary.iter_known_words():
        mask = 0
        for grammeme in tag.grammemes:
            mask |= bits.get(grammeme, 0)
        out[word] |= mask or 32
    return {w: m & 31 if m & 32 == 0 else m for w, m in out.items() if m & 31}


def western():
    """First names of Europe: bit 1 of men, bit 2 of women."""
    import gender_guesser
    out = collections.Counter()
    with open(os.path.join(os.path.dirname(gender_guesser.__file__), "data", "nam_dict.txt"), encoding="utf-8") as f:
        for line in f:
            kind, name = line[:3].strip(), line[3:29].strip()
            if line[0] in "#=" or not name:
                continue
            for part in re.split("[ +]", name):
                if len(part) > 1:
                    out[part] |= 1 if kind in ("M", "1M", "?M") else 2 if kind in ("F", "1F", "?F") else 3
    return out


def main():
    ap = argparse.ArgumentParser(prog="train.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("packs")
    ap.add_argument("langs", nargs="*", metavar="LANG", default=sorted(LANGS))
    ap.add_argument("--tool", default=os.path.join(HERE, "../../build/release/tools/train_names"), metavar="PROG")
    a = ap.parse_args()
    for lang in a.langs or sorted(LANGS):
        folder, most, kinds, files = LANGS[lang]
        with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as words:
            known = {} if lang == "en" else slavic(lang) if lang in ("ru", "uk") else western()
            for word, mask in sorted(known.items()):
                words.write("%s\t%d\n" % (word, mask))
            words.flush()
            out = os.path.join(HERE, "..", folder, "names-%s.dlm" % lang)
            subprocess.run([a.tool, *COMMON, "-m", most, "-k", kinds, "-w", words.name, out,
                            *(os.path.join(a.packs, name) for name in files)], check=True)


if __name__ == "__main__":
    main()
