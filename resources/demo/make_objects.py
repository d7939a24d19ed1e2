#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes objects.tsv, the object names of the demo data, from Unicode's emoji-test.txt (package unicode-data).

    resources/demo/make_objects.py > resources/demo/objects.tsv

Kept: things that a person can point at and name, drawn by one code point (with or without FE0F). Left out: flags,
skin tones, ZWJ sequences, most symbols, faces, people and gestures, and glyphs that differ only in details that a
picture of 40 pixels loses, or that turning or mirroring makes another (thumbs up and down).
Columns: code point (hex), name (unique, lower case), article ("a": one thing; "some": plural or a mass), group.
"""
import re
import sys

EMOJI_TEST = "/usr/share/unicode/emoji/emoji-test.txt"

# Unicode sub-group -> our group.
GROUPS = {
    "animal-mammal": "animal", "animal-bird": "animal", "animal-amphibian": "animal", "animal-reptile": "animal",
    "animal-marine": "animal", "animal-bug": "animal", "cat-face": "face", "face-costume": "face", "face-hat": "face",
    "face-glasses": "face", "face-sleepy": "face", "plant-flower": "plant", "plant-other": "plant",
    "food-fruit": "food", "food-vegetable": "food", "food-prepared": "food", "food-asian": "food",
    "food-marine": "food", "food-sweet": "food", "drink": "drink", "dishware": "kitchen",
    "place-geographic": "place", "place-building": "building", "place-religious": "building", "place-other": "place",
    "transport-ground": "vehicle", "transport-water": "vehicle", "transport-air": "vehicle", "hotel": "household",
    "time": "household", "sky & weather": "nature", "event": "party", "award-medal": "sport", "sport": "sport",
    "game": "game", "arts & crafts": "craft", "clothing": "clothing", "sound": "device", "music": "device",
    "musical-instrument": "instrument", "phone": "device", "computer": "device", "light & video": "device",
    "book-paper": "paper", "money": "money", "mail": "paper", "writing": "office", "office": "office",
    "lock": "household", "tool": "tool", "science": "science", "medical": "medical", "household": "household",
    "other-object": "household", "body-parts": "body",
}

# Picked one by one from sub-groups that are left out otherwise: our group -> Unicode names.
PICKED = {
    "face": """
smiling face with halo; melting face; smiling face with heart-eyes; star-struck; thinking face; zipper-mouth face;
lying face; face with medical mask; face with head-bandage; nauseated face; hot face; cold face; exploding head; face
screaming in fear; loudly crying face; enraged face; smiling face with horns; grinning face; skull; skull and
crossbones; see-no-evil monkey; hear-no-evil monkey
""",
    "heart": """
heart with arrow; broken heart; red heart; orange heart; yellow heart; green heart; blue heart; purple heart; brown
heart; black heart; white heart; kiss mark
""",
    "nature": """
collision; sweat droplets
""",
    "symbol": """
speech balloon; thought balloon; yin yang; recycling symbol; check mark; cross mark; red question mark; red
exclamation mark
""",
    "body": """
waving hand; OK hand; victory hand; crossed fingers; backhand index pointing up; raised fist; clapping hands; heart
hands; handshake; nail polish; footprints
""",
    "person": """
baby; police officer; guard; ninja; construction worker; princess; person with veil; Santa Claus; superhero; mage;
fairy; vampire; merperson; zombie; woman dancing; horse racing; skier; person surfing; person lifting weights; person
biking; person in lotus position; person running
""",
    "place": """
globe showing Americas
""",
    "paper": """
world map
""",
    "tool": """
compass
""",
    "sign": """
warning; no entry; radioactive; biohazard
""",
    "flag": """
chequered flag; triangular flag; black flag; white flag
""",
}
PICKED_GROUP = {name: group for group, names in PICKED.items()
                for name in names.replace("\n", " ").strip().split("; ")}

LEFT_OUT = set("""
grinning cat; grinning cat with smiling eyes; cat with tears of joy; cat with wry smile; kissing cat; weary cat;
pouting cat; pile of poo; disguised face; relieved face; pensive face; drooling face; sleepy face; guide dog;
front-facing baby chick; dodo; dove; microbe; rosette; white flower; blossom; leaf fluttering in wind; nest with eggs;
shallow pan of food; stuffed flatbread; clinking glasses; pouring liquid; sake; mate; mount fuji; mountain; national
park; camping; houses; house with garden; Japanese post office; post office; bank; love hotel; department store;
wedding; hindu temple; synagogue; hotel; foggy; night with stars; sunrise over mountains; sunrise; cityscape at dusk;
sunset; hot springs; railway car; bullet train; train; light rail; tram; station; mountain railway; oncoming bus;
oncoming police car; oncoming taxi; oncoming automobile; trolleybus; minibus; motorway; horizontal traffic light;
small airplane; airplane departure; airplane arrival; suspension railway; passenger ship; motor boat; seat; hourglass
done; timer clock; new moon; waxing crescent moon; waxing gibbous moon; waning gibbous moon; last quarter moon; waning
crescent moon; new moon face; first quarter moon face; last quarter moon face; milky way; sun behind small cloud; sun
behind large cloud; sun behind rain cloud; cloud with snow; cloud with lightning and rain; cloud with lightning; fog;
wind face; umbrella on ground; umbrella with rain drops; snowman without snow; glowing star; pine decoration; moon
viewing ceremony; sparkler; reminder ribbon; admission tickets; 1st place medal; rugby football; spade suit; heart
suit; club suit; mahjong red dragon; flower playing cards; woman’s clothes; muted speaker; speaker low volume; speaker
medium volume; speaker high volume; bell with slash; musical score; musical notes; mobile phone with arrow; telephone
receiver; low battery; dvd; camera with flash; magnifying glass tilted right; film frames; notebook with decorative
cover; ledger; page with curl; page facing up; bookmark tabs; rolled-up newspaper; money with wings; chart increasing
with yen; e-mail; incoming envelope; envelope with arrow; outbox tray; inbox tray; closed mailbox with lowered flag;
open mailbox with raised flag; open mailbox with lowered flag; black nib; memo; open file folder; card index dividers;
tear-off calendar; spiral calendar; card index; chart decreasing; linked paperclips; card file box; unlocked; locked
with pen; locked with key; hammer and pick; white cane; link; placard; cigarette; petri dish; mechanical leg; leg; ear
with hearing aid; biting lip; tongue; rice cracker; dango; oden; fish cake with swirl; moon cake; coat; sari; briefs;
clutch bag; flat shoe; hair pick; tanabata tree; carp streamer; running shirt; trackball; kaaba; spiral notepad;
bookmark; water buffalo; elevator; ogre; goblin; crying cat; lungs; donkey; bison; ox; boar; two-hump camel; mammoth;
rat; badger; wing; goose; spouting whale; cockroach; cricket; empty nest; herb; shamrock; melon; chestnut; flatbread;
tamale; falafel; pot of food; curry rice; fried shrimp; oyster; amphora; derelict house; convenience store; tram car;
motorized wheelchair; ferry; aerial tramway; military medal; piñata; knot; prayer beads; mantelpiece clock; postal
horn; level slider; control knobs; pager; computer disk; fax machine; videocassette; film projector; round pushpin;
receipt; file cabinet; old key; clamp; hook; nut and bolt; alembic; funeral urn; coffin; hamsa; identification card;
firecracker; yo-yo; long drum; studio microphone
""".replace("\n", " ").strip().split("; "))

HEADER = """\
# Objects of the demo data: code point, name, article, group. Made by make_objects.py; change that, not this.
# Names derived, modified, from emoji-test.txt 15.0. Copyright (c) 1991-2022 Unicode, Inc. All rights reserved.
# Distributed under the Terms of Use in https://www.unicode.org/copyright.html; see LICENSES/Unicode-DFS-2016.txt."""

# Names as people say them.
RENAMED = {
    "ear of corn": "corn cob", "bowl with spoon": "soup bowl", "cooking": "fried egg",
    "hot beverage": "cup of coffee", "tropical drink": "tropical cocktail",
    "bottle with popping cork": "champagne bottle", "cocktail glass": "martini glass",
    "fork and knife with plate": "dinner plate", "steaming bowl": "noodle soup", "automobile": "car",
    "sport utility vehicle": "suv", "articulated lorry": "lorry", "fuel pump": "gas pump",
    "police car light": "siren light", "vertical traffic light": "traffic light", "ring buoy": "life buoy",
    "manual wheelchair": "wheelchair", "hourglass not done": "hourglass", "sun with face": "sun face",
    "wrapped gift": "gift box", "sports medal": "gold medal", "pool 8 ball": "billiard ball",
    "game die": "dice cube", "flying disc": "frisbee", "bowling": "bowling ball and pins",
    "field hockey": "field hockey stick", "ice hockey": "ice hockey stick", "ping pong": "ping pong paddle",
    "badminton": "badminton racket", "tennis": "tennis ball", "one-piece swimsuit": "swimsuit",
    "man’s shoe": "dress shoe", "woman’s boot": "tall boot", "woman’s hat": "sun hat",
    "rescue worker’s helmet": "rescue helmet", "optical disk": "compact disc",
    "magnifying glass tilted left": "magnifying glass", "closed mailbox with raised flag": "mailbox",
    "dollar banknote": "dollar bill", "package": "cardboard box", "locked": "padlock",
    "cowboy hat face": "cowboy face", "smiling face with sunglasses": "face with sunglasses",
    "smiling cat with heart-eyes": "heart-eyed cat", "classical building": "greek temple",
    "spiral shell": "seashell", "lady beetle": "ladybug",
    "leafy green": "lettuce", "poultry leg": "chicken leg", "cut of meat": "steak",
    "meat on bone": "meat on the bone", "soft ice cream": "soft ice cream cone", "ice cream": "ice cream sundae",
    "candy": "wrapped candy", "billed cap": "baseball cap", "closed umbrella": "folded umbrella",
    "droplet": "water drop", "sheaf of rice": "rice plant", "thong sandal": "flip-flop",
    "mouth": "mouth with lips", "custard": "custard pudding",
    "tangerine": "orange fruit",
    "face with monocle": "monocle face", "alien monster": "space invader", "ewe": "sheep",
    "wilted flower": "wilted rose", "fondue": "fondue pot", "salt": "salt shaker", "cooked rice": "bowl of rice",
    "teacup without handle": "cup of green tea", "tumbler glass": "whiskey glass", "beverage box": "juice box",
    "ice": "ice cube", "jar": "glass jar", "beach with umbrella": "beach umbrella", "desert": "desert landscape",
    "building construction": "construction crane", "wood": "wooden log", "hut": "straw hut",
    "Tokyo tower": "radio tower", "shinto shrine": "shinto gate", "cityscape": "city skyline",
    "metro": "subway train", "bus stop": "bus stop sign", "oil drum": "oil barrel",
    "construction": "construction barrier", "mountain cableway": "cable car", "bellhop bell": "service bell",
    "first quarter moon": "half moon", "full moon face": "moon face", "cloud with rain": "rain cloud",
    "cyclone": "blue spiral", "high voltage": "lightning bolt", "water wave": "ocean wave",
    "2nd place medal": "silver medal", "3rd place medal": "bronze medal",
    "cricket game": "cricket bat and ball", "lacrosse": "lacrosse stick", "martial arts uniform": "karate uniform",
    "flag in hole": "golf hole", "fishing pole": "fishing rod", "diamond suit": "red diamond",
    "joker": "joker card", "performing arts": "theater masks", "thread": "spool of thread",
    "folding hand fan": "folding fan", "woman’s sandal": "sandal", "keyboard": "computer keyboard",
    "video camera": "camcorder", "diya lamp": "oil lamp", "closed book": "red book", "notebook": "black notebook",
    "label": "price tag", "yen banknote": "yen bill", "euro banknote": "euro bill", "pound banknote": "pound bill",
    "ballot box with ballot": "ballot box", "pen": "blue pen", "chart increasing": "line chart", "pick": "pickaxe",
    "carpentry saw": "hand saw", "satellite antenna": "satellite dish", "shower": "shower head",
    "roll of paper": "toilet paper roll", "headstone": "gravestone", "moai": "stone head",
    "smiling face with halo": "face with halo", "smiling face with heart-eyes": "heart-eyed face",
    "star-struck": "star-eyed face", "lying face": "long-nosed face", "face with medical mask": "masked face",
    "face with head-bandage": "bandaged face", "face screaming in fear": "screaming face",
    "loudly crying face": "crying face", "enraged face": "angry red face",
    "smiling face with horns": "purple devil face", "see-no-evil monkey": "monkey covering its eyes",
    "hear-no-evil monkey": "monkey covering its ears", "kiss mark": "lipstick kiss", "collision": "explosion",
    "sweat droplets": "water splash", "speech balloon": "speech bubble", "thought balloon": "thought bubble",
    "OK hand": "ok hand", "backhand index pointing up": "pointing finger", "raised fist": "fist",
    "guard": "royal guard", "person with veil": "bride", "Santa Claus": "santa claus", "mage": "wizard",
    "merperson": "mermaid", "woman dancing": "flamenco dancer", "horse racing": "jockey on a horse",
    "person surfing": "surfer", "person lifting weights": "weightlifter", "person biking": "cyclist",
    "person in lotus position": "meditating person", "person running": "runner",
    "globe showing Americas": "earth globe", "warning": "warning sign", "no entry": "no entry sign",
    "radioactive": "radiation sign", "biohazard": "biohazard sign", "cross mark": "red cross mark",
    "red question mark": "question mark", "red exclamation mark": "exclamation mark",
    "chequered flag": "checkered flag", "triangular flag": "red flag",
}

# Plurals and masses: no "a" before them.
SOME = set("""
grapes; cherries; blueberries; peanuts; pancakes; french fries; bacon; popcorn; butter; spaghetti; sushi;
chopsticks; glasses; sunglasses; goggles; jeans; gloves; socks; shorts; ballet shoes; shopping bags; maracas;
nesting dolls; books; scissors; chains; crossed swords; yarn; coral; fire; soap; paw prints; skis; bread;
noodle soup; shaved ice; lettuce; bowling ball and pins; green salad; garlic; couch and lamp;
eyes; beans; clinking beer mugs; fireworks; sparkles; japanese dolls; theater masks; bubbles; footprints; clapping
hands; heart hands; crossed fingers
""".replace("\n", " ").strip().split("; "))


def main():
    subgroup, seen, unused = "", set(), set(LEFT_OUT) | set(PICKED_GROUP)
    out = [HEADER]
    with open(EMOJI_TEST, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# subgroup:"):
                subgroup = line.split(":", 1)[1].strip()
            match = re.match(r"([0-9A-F ]+?)\s*; fully-qualified\s*# \S+ E\S+ (.*)", line)
            if not match or (subgroup not in GROUPS and match[2] not in PICKED_GROUP):
                continue
            points = [point for point in match[1].split() if point != "FE0F"]
            name = match[2]
            group = PICKED_GROUP.get(name) or GROUPS[subgroup]
            unused.discard(name)
            if len(points) != 1 or name in LEFT_OUT or re.search(r"o’clock|-thirty", name):
                continue
            name = RENAMED.get(name, name).lower().replace("’", "'")
            if name in seen or not re.fullmatch(r"[a-z' -]+", name):
                sys.exit(f"'{name}' is not unique plain English: rename it.")
            seen.add(name)
            out.append("\t".join([points[0], name, "some" if name in SOME else "a", group]))
    if unused or SOME - seen:
        print("No such name:", sorted(unused), sorted(SOME - seen), file=sys.stderr)
    print("\n".join(out))


if __name__ == "__main__":
    main()
