#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes objects.tsv, the object names of the demo data, from Unicode's emoji-test.txt (package unicode-data).

    resources/demo/make_objects.py > resources/demo/objects.tsv

Kept: things that a person can point at and name, drawn by one code point (with or without FE0F). Left out: flags,
skin tones, ZWJ sequences, symbols, people, gestures, and glyphs that differ only in details a small picture loses.
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

LEFT_OUT = set("""
grinning cat; grinning cat with smiling eyes; cat with tears of joy; cat with wry smile; kissing cat; weary cat;
pouting cat; pile of poo; alien monster; disguised face; relieved face; pensive face; drooling face; sleepy face; guide dog;
front-facing baby chick; dodo; dove; microbe; rosette; wilted flower; cherry blossom; white flower; blossom;
leaf fluttering in wind; nest with eggs; shallow pan of food; stuffed flatbread; clinking beer mugs;
clinking glasses; pouring liquid; sake; ice; fork and knife; mate; mount fuji; mountain; national park;
beach with umbrella; camping; building construction; wood; houses; house with garden; Japanese post office;
post office; bank; love hotel; department store; wedding; hindu temple; synagogue; office building; school; hotel;
foggy; night with stars; cityscape; sunrise over mountains; sunrise; cityscape at dusk; sunset; bridge at night;
hot springs; railway car; bullet train; train; metro; light rail; tram; station; mountain railway; oncoming bus;
oncoming police car; oncoming taxi; oncoming automobile; trolleybus; minibus; motorway; bus stop; construction;
horizontal traffic light; small airplane; airplane departure; airplane arrival; suspension railway;
mountain cableway; passenger ship; motor boat; seat; hourglass done; timer clock; new moon; waxing crescent moon;
first quarter moon; waxing gibbous moon; waning gibbous moon; last quarter moon; waning crescent moon;
new moon face; first quarter moon face; last quarter moon face; full moon face; sun; star; milky way;
sun behind small cloud; sun behind large cloud; sun behind rain cloud; sun behind cloud; cloud with rain;
cloud with snow; cloud with lightning and rain; cloud with lightning; fog; wind face; umbrella on ground;
umbrella with rain drops; umbrella; snowman without snow; glowing star; shooting star; high voltage; sparkles;
fireworks; pine decoration; moon viewing ceremony; sparkler; reminder ribbon; admission tickets; 1st place medal;
2nd place medal; 3rd place medal; softball; rugby football; cricket game; spade suit; heart suit; diamond suit;
club suit; mahjong red dragon; flower playing cards; performing arts; joker; woman’s clothes; muted speaker;
speaker low volume; speaker medium volume; speaker high volume; bell with slash; musical score; musical note;
musical notes; mobile phone with arrow; telephone receiver; low battery; dvd; camera with flash;
magnifying glass tilted right; video camera; film frames; closed book; green book; blue book; orange book;
notebook with decorative cover; notebook; ledger; page with curl; page facing up; bookmark tabs;
rolled-up newspaper; yen banknote; euro banknote; pound banknote; money with wings; chart increasing with yen;
e-mail; incoming envelope; envelope with arrow; outbox tray; inbox tray; closed mailbox with lowered flag;
open mailbox with raised flag; open mailbox with lowered flag; ballot box with ballot; black nib; pen; memo;
file folder; open file folder; card index dividers; tear-off calendar; spiral calendar; card index;
chart increasing; chart decreasing; pushpin; linked paperclips; card file box; unlocked; locked with pen;
locked with key; hammer and pick; hammer and wrench; pick; white cane; link; crutch; bathtub; bubbles; placard;
x-ray; cigarette; petri dish; drop of blood; mechanical leg; leg; foot; ear with hearing aid; biting lip; eyes;
tongue; nose; headstone; rice cracker; cooked rice; dango; oden; fish cake with swirl; moon cake; squid; salt;
coat; sari; briefs; clutch bag; flat shoe; woman’s sandal; folding hand fan; hair pick; beverage box;
tanabata tree; stadium; carpentry saw; flag in hole; goal net; lacrosse; water wave; cyclone; Japanese dolls;
carp streamer; running shirt; martial arts uniform; trackball; Tokyo tower; kaaba; shinto shrine; railway track;
nazar amulet; tumbler glass; spiral notepad; label; bookmark; water buffalo; snow-capped mountain; ring; ticket;
shower; elevator; partying face; nerd face; face with monocle; ogre; goblin; crying cat; mechanical arm; lungs;
monkey; leopard; moose; donkey; bison; ox; boar; pig nose; ewe; two-hump camel; mammoth; mouse face; rat;
rabbit face; chipmunk; beaver; badger; otter; seal; hatching chick; wing; goose; spouting whale; cockroach;
cricket; beetle; fly; mosquito; empty nest; seedling; hyacinth; herb; shamrock; melon; mango; chestnut;
ginger root; beans; flatbread; bagel; tamale; falafel; pot of food; fondue; curry rice; fried shrimp; oyster;
teacup without handle; amphora; jar; desert; derelict house; hut; convenience store; Japanese castle; tram car;
delivery truck; motorized wheelchair; oil drum; ferry; satellite; aerial tramway; military medal; baseball; piñata;
thread; knot; lab coat; military helmet; prayer beads; bellhop bell; mantelpiece clock; postal horn; level slider;
control knobs; pager; computer disk; fax machine; keyboard; videocassette; film projector; diya lamp;
round pushpin; receipt; file cabinet; clipboard; coin; newspaper; old key; clamp; hook; nut and bolt; alembic;
satellite antenna; funeral urn; coffin; hamsa; moai; identification card; mouse trap; lotion bottle; rock;
firecracker; wind chime; red envelope; sewing needle; yo-yo; playground slide; carousel horse; fishing pole; banjo;
long drum; roll of paper; mirror; studio microphone; stopwatch; purse
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
}

# Plurals and masses: no "a" before them.
SOME = set("""
grapes; cherries; blueberries; peanuts; pancakes; french fries; bacon; popcorn; butter; spaghetti; sushi;
chopsticks; glasses; sunglasses; goggles; jeans; gloves; socks; shorts; ballet shoes; shopping bags; maracas;
nesting dolls; books; scissors; chains; crossed swords; yarn; coral; fire; soap; paw prints; skis; bread;
noodle soup; shaved ice; lettuce; bowling ball and pins; green salad; garlic; couch and lamp
""".replace("\n", " ").strip().split("; "))


def main():
    subgroup, seen, unused = "", set(), set(LEFT_OUT)
    out = [HEADER]
    with open(EMOJI_TEST, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("# subgroup:"):
                subgroup = line.split(":", 1)[1].strip()
            match = re.match(r"([0-9A-F ]+?)\s*; fully-qualified\s*# \S+ E\S+ (.*)", line)
            if not match or subgroup not in GROUPS:
                continue
            points = [point for point in match[1].split() if point != "FE0F"]
            name = match[2]
            unused.discard(name)
            if len(points) != 1 or name in LEFT_OUT or re.search(r"o’clock|-thirty", name):
                continue
            name = RENAMED.get(name, name).lower().replace("’", "'")
            if name in seen or not re.fullmatch(r"[a-z' -]+", name):
                sys.exit(f"'{name}' is not unique plain English: rename it.")
            seen.add(name)
            out.append("\t".join([points[0], name, "some" if name in SOME else "a", GROUPS[subgroup]]))
    if unused or SOME - seen:
        print("No such name:", sorted(unused), sorted(SOME - seen), file=sys.stderr)
    print("\n".join(out))


if __name__ == "__main__":
    main()
