# SPDX-License-Identifier: Apache-2.0
"""Captions whose tags are known because they are put together from tagged pieces: the half of the tagger's training
text that sounds like captions (tagger_corpus.py). Words common in images are listed here; the rest are WordNet's nouns
of things that can be seen, so that the tagger learns the places of nouns and not their list."""
import functools
import pathlib

WORDNET = pathlib.Path("/usr/share/wordnet")

THINGS = """
dog cat horse cow sheep bird duck elephant bear zebra giraffe monkey rabbit fish butterfly bee spider lizard frog deer
goat pig chicken eagle owl parrot penguin turtle shark whale lion tiger wolf fox squirrel mouse kitten puppy
car truck bus train bicycle bike motorcycle scooter boat ship airplane helicopter tractor van taxi trailer canoe kayak
chair table couch sofa bed desk bench shelf bookshelf cabinet drawer lamp mirror clock rug curtain pillow blanket
window door roof wall floor fence gate stair railing bridge tower house barn cabin church castle skyscraper shop store
plate bowl cup mug glass bottle jar fork knife spoon pan pot kettle oven stove refrigerator sink toilet bathtub faucet
apple banana orange pear grape lemon strawberry pizza sandwich burger cake donut cookie bread salad soup steak egg
hat cap helmet shirt jacket coat dress skirt sweater scarf glove boot shoe sneaker sock tie belt bag backpack purse
umbrella book newspaper magazine letter pen pencil laptop keyboard monitor screen phone camera television remote
ball bat racket kite frisbee skateboard surfboard snowboard ski sled net goal hoop guitar piano violin drum flag sign
tree bush flower leaf branch log rock stone mountain hill river lake pond waterfall beach wave cloud puddle path trail
street road sidewalk intersection park garden field meadow forest yard stage counter basket box bucket crate barrel cart
hand arm leg foot face eye ear nose mouth tail wing paw horn beard ring necklace watch candle lantern balloon toy doll
board plank ramp rail pole post ladder rope chain wheel tire engine hood windshield cloth napkin towel tray dial
light plant stand match stick bark fly swing slide block drink snack play plane train cross park dish display spray
building painting ceiling drawing
""".split()
PEOPLE = """
man woman boy girl child kid baby toddler person lady guy couple player skateboarder surfer skier snowboarder
cyclist rider worker farmer chef waiter doctor nurse teacher student police officer soldier musician singer dancer artist
driver pilot fisherman hiker tourist vendor customer bride groom father mother friend athlete batter pitcher catcher umpire
clown mechanic guard sailor pedestrian passenger
""".split()
PLURALS = {"man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "mouse": "mice",
           "sheep": "sheep", "fish": "fish", "leaf": "leaves", "knife": "knives", "shelf": "shelves", "fisherman": "fishermen",
           "deer": "deer", "loaf": "loaves", "police": "police", "wolf": "wolves", "scarf": "scarves"}
MASS = """
water grass snow sand mud dirt ice smoke steam fog rain sunlight light shade bread rice pasta cheese milk coffee tea wine
beer juice sauce butter sugar fruit meat hay gravel wood metal glass leather concrete brick marble steel plastic cotton
wool fur hair traffic luggage furniture clothing food foliage vegetation graffiti soccer tennis baseball basketball
breakfast lunch dinner night sunset dawn dusk daylight fire dust construction equipment greenery ocean sky ground air
""".split()
MODIFIERS = """
kitchen street tennis baseball soccer football basketball city park police fire traffic stop coffee wine table floor
window door garden stone brick metal glass paper plastic leather cotton straw wicker cardboard steel marble concrete ice
beach palm pine oak apple tomato cheese chocolate birthday wedding Christmas computer cell desk wall clock baby toy
teddy train bus school office hotel hospital restaurant market country farm mountain river sea coral forest winter summer
autumn spring morning evening dining living parking swimming cutting meeting sewing washing fishing boxing hiking
reading baking shopping bird dog cat horse cattle safety rain snow sun water flower fruit vegetable rubber denim plaid
""".lower().split()
ADJECTIVES = """
red blue green yellow orange purple pink brown black white gray grey golden silver beige tan dark light bright pale
large small big tiny huge tall short long wide narrow thick thin round square old new young elderly vintage antique
modern rustic wooden metallic plastic woolen clean dirty wet dry empty full open closed sharp blurry clear cloudy sunny
snowy rainy sandy rocky grassy muddy dusty shiny smooth rough soft hard hot cold warm fresh ripe sweet tasty delicious
colorful beautiful cute pretty happy sad angry busy quiet calm serene lush tropical urban rural single double several
many few various other different same whole front rear upper lower left right central nearby distant high low deep
shallow heavy flat steep curly straight blonde fluffy furry bare plain simple ornate elegant fancy traditional rustic
wild domestic electric digital public private local professional natural floral striped-looking transparent leafy
middle-aged wide-brimmed black-and-white multi-colored long-sleeved two-story high-rise half-empty full-size
red-haired knee-length old-fashioned close-up double-decker
""".split()
PARTICIPLES = """
parked fallen broken crowded cluttered painted framed striped folded sliced grilled fried baked boiled mashed roasted
chopped mixed glazed polished worn rusted weathered abandoned decorated lit knitted woven wrapped covered stuffed tiled
paved frozen melted dried scattered stacked tilted curved twisted pointed raised spotted carved printed patterned
blurred tattooed uniformed bearded masked smiling sleeping running standing flying grazing waiting laughing playing
jumping growing burning glowing flashing shining rising setting falling flowing rolling winding rushing bustling
surrounding overlooking crumbling towering sitting barking charging floating hanging steaming boiling sparkling
snow-covered tree-lined hand-painted well-dressed freshly-baked blue-eyed ivy-covered sun-drenched slow-moving
""".split()
# base, third person, -ing, participle: those that take an object
TRANSITIVE = """
hold|holds|holding|held ride|rides|riding|ridden carry|carries|carrying|carried eat|eats|eating|eaten
wear|wears|wearing|worn throw|throws|throwing|thrown catch|catches|catching|caught kick|kicks|kicking|kicked
hit|hits|hitting|hit push|pushes|pushing|pushed pull|pulls|pulling|pulled watch|watches|watching|watched
drive|drives|driving|driven play|plays|playing|played cut|cuts|cutting|cut read|reads|reading|read
cross|crosses|crossing|crossed climb|climbs|climbing|climbed feed|feeds|feeding|fed pet|pets|petting|petted
cook|cooks|cooking|cooked drink|drinks|drinking|drunk paint|paints|painting|painted fly|flies|flying|flown
wash|washes|washing|washed brush|brushes|brushing|brushed swing|swings|swinging|swung chase|chases|chasing|chased
use|uses|using|used make|makes|making|made serve|serves|serving|served sell|sells|selling|sold cover|covers|covering|covered
surround|surrounds|surrounding|surrounded show|shows|showing|shown display|displays|displaying|displayed
feature|features|featuring|featured contain|contains|containing|contained fill|fills|filling|filled
block|blocks|blocking|blocked reflect|reflects|reflecting|reflected light|lights|lighting|lit line|lines|lining|lined
face|faces|facing|faced hide|hides|hiding|hidden frame|frames|framing|framed mark|marks|marking|marked
cast|casts|casting|cast create|creates|creating|created plant|plants|planting|planted water|waters|watering|watered
walk|walks|walking|walked ski|skis|skiing|skied top|tops|topping|topped load|loads|loading|loaded spray|sprays|spraying|sprayed
overlook|overlooks|overlooking|overlooked support|supports|supporting|supported check|checks|checking|checked
shade|shades|shading|shaded crown|crowns|crowning|crowned dot|dots|dotting|dotted ring|rings|ringing|rung
""".split()
INTRANSITIVE = """
sit|sits|sitting|sat stand|stands|standing|stood lie|lies|lying|lain walk|walks|walking|walked run|runs|running|run
jump|jumps|jumping|jumped sleep|sleeps|sleeping|slept rest|rests|resting|rested lean|leans|leaning|leant
fly|flies|flying|flown swim|swims|swimming|swum hang|hangs|hanging|hung float|floats|floating|floated
wait|waits|waiting|waited smile|smiles|smiling|smiled look|looks|looking|looked graze|grazes|grazing|grazed
pose|poses|posing|posed surf|surfs|surfing|surfed ski|skis|skiing|skied park|parks|parking|parked
stare|stares|staring|stared rise|rises|rising|risen grow|grows|growing|grown stretch|stretches|stretching|stretched
glow|glows|glowing|glowed shine|shines|shining|shone drift|drifts|drifting|drifted fall|falls|falling|fallen
perch|perches|perching|perched play|plays|playing|played race|races|racing|raced dive|dives|diving|dived
skate|skates|skating|skated skateboard|skateboards|skateboarding|skateboarded crouch|crouches|crouching|crouched
gather|gathers|gathering|gathered curl|curls|curling|curled balance|balances|balancing|balanced
circle|circles|circling|circled land|lands|landing|landed turn|turns|turning|turned point|points|pointing|pointed
extend|extends|extending|extended wind|winds|winding|wound drip|drips|dripping|dripped
talk|talks|talking|talked dance|dances|dancing|danced
work|works|working|worked hike|hikes|hiking|hiked
""".split()
PLACES = """on in at near under over behind beside by above below across through along around against between inside
outside into onto from toward past next_to on_top_of in_front_of with of for among beneath atop""".split()
ADVERBS = "very quite partly fully slowly gently brightly neatly closely carefully just also still softly densely".split()
ABSTRACT = "color calm warmth depth harmony beauty nature peace mystery charm elegance energy adventure simplicity".split()
NAMES = """paris london tokyo london italy france greece japan california florida texas africa venice rome sydney
chicago manhattan boston scotland norway india canada brazil ford toyota honda chevrolet nikon harley john mary""".split()


@functools.cache
def wordnet_nouns():
    """Single-word nouns for animals, artifacts, body parts, food, objects, people, plants and substances."""
    kinds = {"05", "06", "08", "13", "17", "18", "20", "27"}
    words = set()
    for line in (WORDNET / "data.noun").read_text().splitlines():
        fields = line.split(" | ")[0].split()
        if line.startswith("  ") or fields[1] not in kinds:
            continue
        word = fields[4]
        if word.isalpha() and word.islower() and len(word) > 2:
            words.add(word)
    return sorted(words)


@functools.cache
def wordnet_adjectives():
    words = set()
    for line in (WORDNET / "data.adj").read_text().splitlines():
        if not line.startswith("  "):
            word = line.split()[4].split("(")[0]
            if word.isalpha() and word.islower() and not word.endswith(("ed", "ing")):
                words.add(word)
    return sorted(words)


def doubled(word):
    """"run" with the consonant that "running" has twice."""
    vowels = "aeiou"
    short = len(word) > 2 and word[-1] not in vowels + "wxy" and word[-2] in vowels and word[-3] not in vowels
    return word + word[-1] if short and sum(c in vowels for c in word) == 1 else word


@functools.cache
def wordnet_verbs():
    """Regular single-word verbs, in the four forms of TRANSITIVE."""
    irregular = {line.split()[1] for line in (WORDNET / "verb.exc").read_text().splitlines()}
    words = set()
    for line in (WORDNET / "data.verb").read_text().splitlines():
        word = "" if line.startswith("  ") else line.split()[4]
        if word.isalpha() and word.islower() and len(word) > 2 and word not in irregular:
            words.add(word)
    forms = []
    for word in sorted(words):
        stem = word[:-1] if word.endswith("e") and not word.endswith("ee") else doubled(word)
        past = word[:-1] + "ied" if word.endswith("y") and word[-2] not in "aeiou" else stem + "ed"
        forms.append(f"{word}|{plural(word)}|{stem}ing|{past}")
    return forms


def plural(word):
    if word in PLURALS:
        return PLURALS[word]
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


class Maker:
    def __init__(self, rng):
        self.rng = rng
        self.web = rng.random() < 0.25  # without articles, as web pages have it

    def pick(self, words):
        return self.rng.choice(words)

    def chance(self, probability):
        return self.rng.random() < probability

    def noun(self, people=None):
        if people if people is not None else self.chance(0.25):
            return self.pick(PEOPLE)
        return self.pick(THINGS) if self.chance(0.75) else self.pick(wordnet_nouns())

    def adjective(self):
        draw = self.rng.random()
        if draw < 0.2:
            if self.chance(0.7):
                return self.pick(PARTICIPLES)
            return self.pick(wordnet_verbs()).split("|")[self.pick([2, 3, 3])]
        return self.pick(ADJECTIVES) if draw < 0.9 else self.pick(wordnet_adjectives())

    def modifiers(self, words):
        draw = self.rng.random()
        if draw < 0.06:
            words.append((self.pick(ADVERBS), "RB"))
        if draw < 0.45:
            words.append((self.adjective(), "JJ"))
            if draw < 0.02:
                words.extend([("and", "CC"), (self.adjective(), "JJ")])
            elif draw < 0.04:
                words.extend([(",", ","), (self.adjective(), "JJ")])
            elif draw < 0.16:
                words.append((self.adjective(), "JJ"))
        if self.chance(0.17):
            words.append((self.pick(MODIFIERS), "NN") if self.chance(0.8) else (self.noun(False), "NN"))

    def phrase(self, people=None):
        """A noun phrase and whether it is plural."""
        draw = self.rng.random()
        words = []
        if draw < 0.1:
            self.modifiers(words)
            return words + [(self.pick(MASS), "NN")], False
        if draw < 0.14:
            return [(self.pick(NAMES), "NNP")], False
        many = draw < 0.4
        if many:
            start = self.rng.random()
            if start < 0.2:
                words.append((self.pick(["two", "three", "four", "several_", "2", "many_", "five"]), "CD"))
            elif start < 0.4:
                words.append((self.pick(["the", "some", "these", "all", "both"]), "DT"))
        elif not self.web or self.chance(0.1):
            start = self.rng.random()
            if start < 0.12:
                words.append((self.pick(["his", "her", "its", "their"]), "PRP$"))
            elif start < 0.2:
                owner = self.noun()
                words.extend([("the", "DT"), (owner, "NN"), ("'s", "POS")])
            else:
                words.append((self.pick(["a", "a", "an", "the", "the", "another", "each", "this"]), "DT"))
        words = [(w.rstrip("_"), "JJ" if w.endswith("_") else t) for w, t in words]
        self.modifiers(words)
        head = self.noun(people)
        words.append((plural(head), "NNS") if many else (head, "NN"))
        return words, many

    def place(self):
        words = self.pick(PLACES)
        tags = {"next_to": ["JJ", "IN"], "on_top_of": ["IN", "NN", "IN"], "in_front_of": ["IN", "NN", "IN"]}
        where = list(zip(words.split("_"), tags.get(words, ["IN"])))
        what, _ = self.phrase()
        words = where + what
        if self.chance(0.2):
            more, _ = self.phrase()
            words += [("and", "CC")] + more
        elif self.chance(0.1):
            for _ in range(2):
                more, _ = self.phrase()
                words += [(",", ",")] + more
            more, _ = self.phrase()
            words += [("and", "CC")] + more
        return words

    def places(self):
        words = []
        for _ in range(self.pick([0, 1, 1, 1, 2])):
            words += self.place()
        return words

    def action(self, many, finite):
        """What somebody does: "holding a cup", "holds a cup", "is holding a cup", "covered with snow"."""
        draw = self.rng.random()
        transitive = draw < 0.5
        verbs = wordnet_verbs() if self.chance(0.3) else TRANSITIVE if transitive else INTRANSITIVE
        base, third, ing, past = self.pick(verbs).split("|")
        words = []
        if finite:
            kind = self.rng.random()
            if kind < 0.5:
                words = [(base, "VBP") if many else (third, "VBZ")]
            elif kind < 0.8:
                words = [("are", "VBP") if many else ("is", "VBZ"), (ing, "VBG")]
            elif kind < 0.9:
                words = [("are", "VBP") if many else ("is", "VBZ"), (past, "VBN")]
                transitive = False
            else:
                words = [(self.pick(["can", "will", "may"]), "MD"), (base, "VB")]
        elif draw < 0.1:
            words, transitive = [(past, "VBN")], False
        else:
            words = [(ing, "VBG")]
        if self.chance(0.07):
            words.append((self.pick(["up", "out", "down", "away"]), "RP"))
        if self.chance(0.07):
            words.append((self.pick(ADVERBS), "RB"))
        if transitive:
            words += self.phrase()[0]
        return words + self.places()

    def clause(self):
        draw = self.rng.random()
        if draw < 0.12:
            words, _ = self.phrase()
            many = words[-1][1] == "NNS"
            return [("there", "EX"), ("are", "VBP") if many else ("is", "VBZ")] + words + self.places()
        if draw < 0.24:
            start = self.pick([
                "the/DT image/NN shows/VBZ", "the/DT picture/NN depicts/VBZ", "the/DT photo/NN features/VBZ",
                "this/DT image/NN captures/VBZ", "in/IN the/DT background/NN ,/, there/EX is/VBZ",
                "in/IN the/DT foreground/NN ,/, there/EX are/VBP", "the/DT scene/NN includes/VBZ",
                "in/IN this/DT photo/NN ,/,", "to/IN the/DT left/NN ,/,", "on/IN the/DT right/NN is/VBZ",
                "we/PRP can/MD see/VB", "it/PRP appears/VBZ to/TO be/VB", "next/JJ to/IN it/PRP is/VBZ",
                "behind/IN them/PRP ,/,", "one/CD of/IN them/PRP is/VBZ holding/VBG", "he/PRP wears/VBZ",
                "she/PRP is/VBZ wearing/VBG", "it/PRP has/VBZ", "they/PRP have/VBP"])
            return [tuple(w.rsplit("/", 1)) for w in start.split()] + self.phrase()[0] + self.places()
        if draw < 0.3:
            words, _ = self.phrase()
            return words + [("adds", "VBZ"), ("a", "DT"), ("touch", "NN"), ("of", "IN"), (self.pick(ABSTRACT), "NN")]
        words, many = self.phrase(True if self.chance(0.5) else None)
        if draw < 0.36:
            return words + self.places() + [("are", "VBP") if many else ("is", "VBZ"), (self.adjective(), "JJ")]
        if self.chance(0.3):
            words += self.place()
        words += self.action(many, finite=draw > 0.6)
        if self.chance(0.1):
            words += [(",", ","), (self.pick(["while", "and", "as"]), "IN")]
            more, many = self.phrase()
            words += more + self.action(many, True)
        return words


def caption(rng):
    maker = Maker(rng)
    words = []
    for _ in range(1 if maker.web else rng.choice([1, 1, 2, 3])):
        if maker.web and rng.random() < 0.4:
            words += maker.phrase()[0] + maker.places()
            if rng.random() < 0.3:
                words += [(rng.choice([",", "-", "|"]), ",")] + maker.phrase()[0]
        else:
            words += maker.clause()
        if not maker.web or rng.random() < 0.2:
            words.append((".", "."))
    return words
